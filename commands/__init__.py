"""The commands of ``policygraph``, one module for each family: options in, printing out, nothing computed.

=============  =================================================================
`answers`      what is loaded, right, covered, missing: info, check, coverage, gaps, show, why
`pictures`     explore, matrix, flow, roadmap
`sparql`       query, serve, publish
`files`        init, workbook, import, export, report
`judging`      suggest, evaluate-suggestions, review
`deciding`     whatif, close, rank
`gating`       gate
=============  =================================================================

What they share lies in `options` (the options that all have, opening the records, saving and showing the answer) in
`parameters` (types of options) and in `console` (exit codes, language, terminal, the user's name). `policygraph.cli` names the commands
of each family, imports a family when one of its commands is typed, and runs it.
"""
