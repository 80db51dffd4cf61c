#!/usr/bin/env python3
"""Writes the khabar sidecar of an annotated draft.

    make-sidecar.py DRAFT LIST OUTPUT

DRAFT is UTF-8 text. LIST is what a person writes while annotating: settings first, then one line for every paragraph,

    # date: 2024-03-18            the day the draft speaks from (needed)
    # paragraphs: lines           a paragraph is a line (the default), or: blocks, parted by blank lines (hard-wrapped text)
    p1<TAB>ORG:وزارة المالية|GPE:عمّان
    p2<TAB>-                      no name in this paragraph

with the names in reading order, letter for letter. A space in a name also stands for the line break of a hard-wrapped draft.

Nothing is guessed: a name that is not there, stands out of order, or begins or ends inside a word (the clitics و ف ب ك ل س may
stand before it) is refused as `LIST:line: what; what to do`, and no OUTPUT is written. Exit status: 0 written, 2 bad usage,
3 unreadable or malformed input.
"""
import os
import re
import sys

from draft import CLITICS, Refused, in_word, is_mark, read_text

TYPES = ('PERS', 'ORG', 'GPE', 'LOC', 'FAC', 'NORP', 'EVENT', 'PRODUCT', 'LAW')
CONTEXT = 16  # characters kept on either side of a name


def paragraphs(text, kind):
    """The (start, end) character ranges of the paragraphs, without their line ends."""
    pattern = r'[^\r\n]+' if kind == 'lines' else r'[^\r\n]+(?:\r?\n[^\r\n]+)*'
    return [match.span() for match in re.finditer(pattern, text) if match.group().strip()]


def read_list(path):
    """The settings and, by paragraph id, the line number and the (type, name) pairs."""
    settings, rows = {}, {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        here = f'{path}:{number}'
        if line.startswith('#'):
            key, colon, value = line[1:].partition(':')
            if not colon:
                raise Refused(f'{here}: a setting without a colon; write "# date: 2024-03-18"')
            settings[key.strip()] = value.split()[0] if value.split() else ''
            continue
        name, tab, rest = line.partition('\t')
        if not tab or name in rows:
            raise Refused(f'{here}: want a new paragraph id, a tab and a list; got {line[:40]!r}')
        rows[name] = (number, [] if rest.strip() == '-' else [split_item(item, here) for item in rest.split('|')])
    return settings, rows


def split_item(item, here):
    kind, colon, name = item.partition(':')
    if not colon or kind not in TYPES:
        raise Refused(f'{here}: {item!r} does not begin with a type; write one of {" ".join(TYPES)} and a colon')
    if not name or name != name.strip():
        raise Refused(f'{here}: {item!r} is empty or has a space at its edge; take the space out')
    return kind, name


def at_word_edges(text, start, end, floor):
    """Whether [start, end) begins a word or follows its clitics, and ends the word."""
    if end < len(text) and in_word(text[end]):
        return False
    word = start
    while word > floor and in_word(text[word - 1]):
        word -= 1
    before = ''.join(char for char in text[word:start] if not is_mark(char))
    return CLITICS.fullmatch(before) is not None


def find(text, name, start, bounds):
    pattern = re.compile('(?: |\r?\n)'.join(re.escape(part) for part in name.split(' ')))
    for match in pattern.finditer(text, start, bounds[1]):
        if at_word_edges(text, match.start(), match.end(), bounds[0]):
            return match.span()
    return None


def place_names(text, list_path, settings, rows):
    """The (type, start, end, paragraph range) of every name, in characters."""
    kind = settings.get('paragraphs', 'lines')
    if kind not in ('lines', 'blocks'):
        raise Refused(f'{list_path}: paragraphs: {kind!r} is unknown; write lines or blocks')
    ranges = paragraphs(text, kind)
    wanted = [f'p{number}' for number in range(1, len(ranges) + 1)]
    if list(rows) != wanted:
        raise Refused(f'{list_path}: the draft has {len(wanted)} paragraphs, the list has {len(rows)}; '
                      f'list p1 to p{len(wanted)} in order')
    placed = []
    for (number, items), bounds in zip(rows.values(), ranges):
        cursor = bounds[0]
        for kind, name in items:
            span = find(text, name, cursor, bounds)
            if span is None:
                raise Refused(f'{list_path}:{number}: {kind}:{name} is not in the rest of the paragraph at word edges; '
                              'check spelling, order and clitics')
            placed.append((kind, *span, bounds))
            cursor = span[1]
    return placed


PLAIN_START = re.compile(r'[^\s\-?:,\[\]{}#&*!|>\'"%@`=<~]')
NUMBER = re.compile(r'[-+.\d][-+.:,_\da-fA-FxXoO]*')  # and dates and times
WORDS = {'null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n'}


def scalar(string):
    """The string as a YAML scalar, in double quotes only where a plain one would be read otherwise."""
    plain = (string and string == string.strip() and PLAIN_START.match(string) and not is_mark(string[0])
             and not NUMBER.fullmatch(string)
             and ': ' not in string and ' #' not in string and not string.endswith(':')
             and string.lower() not in WORDS and not re.search('[\\x00-\\x1f\\x7f\\x85\u2028\u2029\ufeff]', string))
    if plain:
        return string
    escapes = {'\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
    return '"' + ''.join(escapes.get(char) or (f'\\u{ord(char):04X}' if char in '\x85\u2028\u2029\ufeff' or char < ' '
                                               else char) for char in string) + '"'


def context(text, start, end, bounds):
    before = text[max(bounds[0], start - CONTEXT):start]
    while before and is_mark(before[0]):  # a mark whose letter was cut off says nothing
        before = before[1:]
    return before, text[end:min(bounds[1], end + CONTEXT)]


def sidecar(draft_name, text, date, placed):
    lines = ['khabar: 1', f'draft: {scalar(draft_name)}', f'date: {date}', 'language: ar', 'spans:' if placed else 'spans: []']
    for kind, start, end, bounds in placed:
        before, after = context(text, start, end, bounds)
        first = len(text[:start].encode('utf-8'))
        last = first + len(text[start:end].encode('utf-8'))
        lines += [f'- type: {kind}', f'  exact: {scalar(text[start:end])}', f'  prefix: {scalar(before)}',
                  f'  suffix: {scalar(after)}', f'  at: [{first}, {last}]', '  status: accepted']
    return '\n'.join(lines) + '\n'


def main(arguments):
    if len(arguments) != 3:
        sys.stderr.write('usage: make-sidecar.py DRAFT LIST OUTPUT\n')
        return 2
    draft, list_path, output = arguments
    try:
        text = read_text(draft)
        settings, rows = read_list(list_path)
        date = settings.get('date', '')
        if not re.fullmatch(r'\d{4}-\d{2}-\d{2}', date):
            raise Refused(f'{list_path}: no day that the draft speaks from; write "# date: 2024-03-18"')
        placed = place_names(text, list_path, settings, rows)
        with open(output, 'w', encoding='utf-8', newline='\n') as file:
            file.write(sidecar(os.path.basename(draft), text, date, placed))
    except Refused as fault:
        sys.stderr.write(f'make-sidecar: {fault}\n')
        return 3
    except OSError as error:
        sys.stderr.write(f'make-sidecar: {output}: {error.strerror}; name a file that can be written\n')
        return 3
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
