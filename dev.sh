#!/usr/bin/env bash
# Sets up an environment of its own beside the code, then does one job:
#   bash dev.sh demo    installs policygraph and runs its main job on the bundled Busan data
#   bash dev.sh check   installs what development needs and runs lint, types, tests and doctests
#   bash dev.sh typing  only lays the folder of links that lets type checkers see the root as the package
# Works on a plain Debian machine with Python 3.11 or newer; missing Debian packages are installed where that is allowed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf '\n== %s\n' "$*" >&2; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

debian() {  # debian PACKAGE...: install what is missing, or say exactly what to type
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Debian packages needed: ${missing[*]}"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root=(sudo); else
      fail "Please install them first:  sudo apt-get install ${missing[*]}"
    fi
  fi
  command -v apt-get >/dev/null || fail "Not a Debian system: please install the equivalent of ${missing[*]}."
  "${root[@]}" apt-get update -qq || say "The package lists could not be refreshed; trying with the old ones."
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

environment() {  # environment EXTRA: a virtual environment with policygraph in it
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null || { debian python3; python=python3; }
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed; set PYTHON to one."
  if [ ! -x .venv/bin/python ]; then
    "$python" -c 'import ensurepip' 2>/dev/null || debian python3-venv
    "$python" -m venv .venv
  fi
  rm -rf build/lib build/bdist.*
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

node_clients() {  # what tests take from npm: SPARQL clients and engines of others, checkers of accessibility and types
  command -v node >/dev/null || fail "Node is needed: apt-get install nodejs npm"
  local package missing=()
  for package in oxigraph @comunica/query-sparql axe-core typescript; do
    [ -d "build/npm/node_modules/$package" ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "npm packages for tests"
  mkdir -p build/npm
  npm install --prefix build/npm --no-audit --no-fund --silent oxigraph@0.5.11 @comunica/query-sparql@4 axe-core@4 typescript@5 ||
    say "The npm packages could not be installed; the tests that need them will fail and say so."
}

sssom_program() {  # the reference program for SSSOM, which tests ask; apart, since its dependencies do not mix with ours
  [ -x build/sssom/bin/sssom ] && return
  say "sssom-py for tests (about 70 packages; one to two minutes)"
  mkdir -p build
  "${PYTHON:-python3}" -m venv build/sssom && build/sssom/bin/python -m pip install --quiet --disable-pip-version-check 'sssom>=0.4.21' ||
    say "sssom-py could not be installed; the tests that need it will fail and say so."
}

typing_links() {
  rm -rf build/typing && mkdir -p build/typing/policygraph
  local entry
  for entry in __init__.py __main__.py cli.py py.typed */; do
    entry=${entry%/}
    [ -f "$entry" ] || [ -f "$entry/__init__.py" ] || continue
    ln -s "../../../$entry" "build/typing/policygraph/$entry"
  done
}

case "${1:-}" in
  demo)
    environment .
    say "policygraph coverage"
    .venv/bin/policygraph coverage
    say "policygraph gaps --top 10"
    .venv/bin/policygraph gaps --top 10
    say "policygraph explore -o explorer.html"
    .venv/bin/policygraph explore -o explorer.html
    ;;
  check)
    debian chromium curl fonts-nanum fonts-noto-cjk git libatomic1 libreoffice-calc libreoffice-writer poppler-utils \
      virtuoso-opensource
    command -v node >/dev/null && command -v npm >/dev/null || debian nodejs npm
    node_clients
    sssom_program
    environment --editable '.[dev]'
    typing_links
    say "ruff"
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    say "mypy"
    .venv/bin/mypy -p policygraph
    say "tests and doctests"
    unset PYTHONDONTWRITEBYTECODE  # the program is started many times: let it be compiled once
    .venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder "${@:2}"
    ;;
  typing)
    typing_links
    ;;
  *)
    fail "usage: bash dev.sh demo | check | typing"
    ;;
esac
