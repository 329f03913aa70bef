// Files in a ZIP, none of them compressed (APPNOTE 6.3, method 0): what an .xlsx is, and several pictures in one file.

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes */
function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

const [UTF8_NAMES, FIRST_DAY] = [0x0800, 0x0021]; // the flag, and 1 January 1980: no moment of making is kept

/** Little-endian numbers one behind the other; each comes with its bytes. @param {...[number, number]} numbers */
function packed(...numbers) {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** @param {Record<string, string|Uint8Array>} files  texts or bytes by name */
export function zip(files) {
  const encoder = new TextEncoder();
  const [parts, directory] = /** @type {[Uint8Array[], Uint8Array[]]} */ ([[], []]);
  let place = 0;
  for (const [name, content] of Object.entries(files)) {
    const [bytes, called] = [typeof content === "string" ? encoder.encode(content) : content, encoder.encode(name)];
    /** @type {[number, number][]} */
    const common = [[20, 2], [UTF8_NAMES, 2], [0, 2], [0, 2], [FIRST_DAY, 2], [checksum(bytes), 4], [bytes.length, 4], [bytes.length, 4], [called.length, 2], [0, 2]];
    directory.push(packed([0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]), called);
    const head = packed([0x04034b50, 4], ...common);
    parts.push(head, called, bytes);
    place += head.length + called.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const all = [...parts, ...directory, packed([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [place, 4], [0, 2])];
  const made = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    made.set(part, at);
    at += part.length;
  }
  return made;
}
