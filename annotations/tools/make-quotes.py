#!/usr/bin/env python3
"""Writes the gold of quotations and mention chains of a draft.

    make-quotes.py [--check] DRAFT…

For every DRAFT (UTF-8 text, NN-slug.txt) it reads NN-slug.list beside it, what a person writes while annotating, and writes
NN-slug.quotes.yaml and NN-slug.chains.yaml. With --check it writes nothing and says which file is not what the list gives.
A list holds one item a line, its fields parted by ` | `, and lines that begin with #:

    quote | direct | قال | عبد العاطي | entity | الهدنة خطوة … الحل | بدر عبد العاطي
    quote | indirect | >أفادت | >وزارة الصحة | entity | قُتل أربعة … لبنان | =
    chain | بدر عبد العاطي | name:بدر عبد العاطي | short:عبد العاطي | definite:الوزير

quote  form (direct indirect mixed), cue, speaker, kind (entity role unnamed), words, who said it (`=`: the speaker's text), and
       perhaps a second speaker (قال فلان وفلان). Quotes stand in the order of the draft; `first … last` are the first words and,
       after them, the first place of the last ones. Cue and speaker are the nearest place before the quote, with `>` the nearest
       after it; `-` is none (then the kind is `-` too where there is no speaker).
chain  the entity in words, then its mentions in the order of the draft: name, short, acronym or definite, a colon, the letters.
       `free:` is a place that may be joined or not (a title beside the name, a name inside a longer one); `skip:` passes a place
       where the same letters mean something else.

Nothing is guessed. What is not there, stands out of order, or begins or ends inside a word (clitics may stand before it) is
refused as `LIST:line: what; what to do`, and so is a direct quote without a mark or colon before it, an indirect one that follows
neither a particle (إن أن بأن …) nor a stop, and a chain that leaves out a place where one of its own mentions is written.
Offsets in the output are bytes, half-open, from 0. Exit status: 0 fine, 1 --check found a difference, 2 bad usage, 3 bad input.
"""
import os
import re
import sys
import unicodedata

from draft import CLITICS, Refused, in_word, is_mark, read_text

FORMS = ('direct', 'indirect', 'mixed')
KINDS = ('entity', 'role', 'unnamed')
MENTIONS = ('name', 'short', 'acronym', 'definite', 'free')
OPENING = '«"“”‹\''
PARTICLE = re.compile('[وف]?[بل]?[اأإ]ن(?:ه|ها|هم|هما|هن|نا|ني|نه)?')
STOPS = '.،؛:؟!,\n\r»"”-–«“'
EXACT_WORDS = 4


def bare(text):
    return ''.join(char for char in text if not is_mark(char))


def at_word_edges(text, start, end):
    """Whether [start, end) begins a word or follows its clitics, and ends the word."""
    if end < len(text) and in_word(text[end]) and in_word(text[end - 1]):
        return False
    word = start
    while word > 0 and in_word(text[word - 1]):
        word -= 1
    return CLITICS.fullmatch(bare(text[word:start])) is not None


def places(text, words):
    """Every (start, end) of the words at word edges, in order."""
    return [match.span(1) for match in re.finditer('(?=(' + re.escape(words) + '))', text) if at_word_edges(text, *match.span(1))]


def first_place(text, words, start, here):
    for place in places(text, words):
        if place[0] >= start:
            return place
    raise Refused(f'{here}: {words!r} is not in the rest of the draft at word edges; check spelling, order and clitics')


def beside(text, words, quote, here):
    """The nearest place of a cue or a speaker: before the quote, or with `>` after it."""
    after, words = words.startswith('>'), words.lstrip('>')
    found = [place for place in places(text, words) if (place[0] >= quote[1] if after else place[1] <= quote[0])]
    if not found:
        raise Refused(f'{here}: {words!r} does not stand {"after" if after else "before"} the quote; check spelling and side')
    return found[0] if after else found[-1]


def check_edges(text, form, start, here):
    """The marks or the particle that the form asks for stand before the quote."""
    before = text[:start]
    if form == 'direct':
        if before and before[-1] not in OPENING and not before.rstrip(' \r\n').endswith((':', '.')):
            raise Refused(f'{here}: a direct quote wants a mark or a colon before it; check where it begins')
        return
    head = re.search(r'[\s]*([^\s]*)\s*$', before)
    last = bare(head.group(1)) if head else ''
    if before.rstrip(' ')[-1:] in STOPS or not before or PARTICLE.fullmatch(last.strip(OPENING + '-،')) or CLITICS.fullmatch(last):
        return
    raise Refused(f'{here}: before an indirect quote stands {last!r}, neither a particle nor a stop; check where it begins')


def quote_item(text, fields, start, here):
    if len(fields) not in (6, 7):
        raise Refused(f'{here}: a quote has 6 or 7 fields, this has {len(fields)}; see make-quotes.py')
    form, cue, speaker, kind, words, said_by = fields[:6]
    if form not in FORMS:
        raise Refused(f'{here}: form {form!r} is unknown; write one of {" ".join(FORMS)}')
    if (speaker == '-') != (kind == '-') or kind not in KINDS + ('-',):
        raise Refused(f'{here}: kind {kind!r} is unknown or does not fit the speaker; write one of {" ".join(KINDS)}')
    first, ellipsis, last = words.partition(' … ')
    span = first_place(text, first, start, here)
    if ellipsis:
        span = span[0], first_place(text, last, span[1], here)[1]
    check_edges(text, form, span[0], here)
    item = {'span': span, 'form': form, 'kind': kind, 'said_by': speaker.lstrip('>') if said_by == '=' else said_by,
            'cue': None if cue == '-' else beside(text, cue, span, here),
            'speaker': None if speaker == '-' else beside(text, speaker, span, here),
            'also': beside(text, fields[6], span, here) if len(fields) == 7 else None}
    return item


def chain_item(text, fields, here):
    """The mentions of a chain, in order, and the places passed by."""
    if len(fields) < 3:
        raise Refused(f'{here}: a chain wants an entity and two mentions; add them or take the line out')
    cursor, mentions, skipped = 0, [], []
    for field in fields[1:]:
        kind, colon, words = field.partition(':')
        if not colon or kind not in MENTIONS + ('skip',):
            raise Refused(f'{here}: {field!r} does not begin with one of {" ".join(MENTIONS)} skip and a colon')
        place = first_place(text, words, cursor, here)
        cursor = place[1]
        (skipped if kind == 'skip' else mentions).append((*place, kind))
    if sum(kind != 'free' for _, _, kind in mentions) < 2:
        raise Refused(f'{here}: one mention makes no chain; take the line out')
    return {'entity': fields[0], 'mentions': mentions, 'skipped': skipped}


def check_complete(text, chain, chains, here):
    taken = [mention for each in chains for mention in each['mentions']] + chain['skipped']
    for start, end, _ in chain['mentions']:
        for place in places(text, text[start:end]):
            if not any(each[0] < place[1] and place[0] < each[1] for each in taken):
                line, column = text.count('\n', 0, place[0]) + 1, place[0] - text.rfind('\n', 0, place[0])
                raise Refused(f'{here}: {text[start:end]!r} stands also in line {line}, column {column}; '
                              'mark it, or pass it with skip:')


def read_list(path, text):
    quotes, chains, cursor = [], [], 0
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        here, fields = f'{path}:{number}', [field.strip() for field in line.split(' | ')]
        if fields[0] == 'quote':
            quotes.append(quote_item(text, fields[1:], cursor, here))
            cursor = quotes[-1]['span'][1]
        elif fields[0] == 'chain':
            chains.append((here, chain_item(text, fields[1:], here)))
        else:
            raise Refused(f'{here}: a line begins with quote or chain, not with {fields[0]!r}')
    for here, chain in chains:
        check_complete(text, chain, [each for _, each in chains], here)
    return quotes, [chain for _, chain in chains]


def string(value):
    """A YAML scalar in double quotes; every character that YAML or an eye would misread is written as an escape."""
    escapes = {'\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t'}
    return '"' + ''.join(escapes.get(char) or (f'\\u{ord(char):04X}' if unicodedata.category(char) in ('Cc', 'Cf') else char)
                         for char in value) + '"'


def in_bytes(text, place):
    start = len(text[:place[0]].encode('utf-8'))
    return f'{{start: {start}, end: {start + len(text[place[0]:place[1]].encode("utf-8"))}}}'


def head(name):
    return f'# Written by annotations/tools/make-quotes.py from the list beside it; edit the list.\ntext: {name}\nlicence: MIT\n'


def opening(words):
    parts = words.split()
    return ' '.join(parts[:EXACT_WORDS]) + (' …' if len(parts) > EXACT_WORDS else '')


def quotes_yaml(name, text, quotes):
    lines = [head(name) + ('quotes:' if quotes else 'quotes: []')]
    for each in quotes:
        start, end = (int(number) for number in re.findall(r'\d+', in_bytes(text, each['span'])))
        mark = text[each['span'][0] - 1] if each['span'][0] and each['form'] == 'direct' else ''
        lines += [f'- start: {start}', f'  end: {end}', f'  form: {each["form"]}',
                  f'  marked: {"true" if mark and mark in OPENING else "false"}',
                  f'  cue: {in_bytes(text, each["cue"]) if each["cue"] else "null"}',
                  f'  speaker: {in_bytes(text, each["speaker"]) if each["speaker"] else "null"}']
        lines += [f'  also: {in_bytes(text, each["also"])}'] if each['also'] else []
        lines += [f'  speaker_kind: {each["kind"] if each["speaker"] else "null"}',
                  f'  exact: {string(opening(text[each["span"][0]:each["span"][1]]))}', f'  said_by: {string(each["said_by"])}']
    return '\n'.join(lines) + '\n'


def chains_yaml(name, text, chains):
    lines = [head(name) + ('chains:' if chains else 'chains: []')]
    for each in chains:
        lines += [f'- entity: {string(each["entity"])}', '  mentions:']
        for start, end, kind in each['mentions']:
            lines.append(f'  - {in_bytes(text, (start, end))[:-1]}, kind: {kind}, exact: {string(text[start:end])}}}')
    return '\n'.join(lines) + '\n'


def put(path, content, check):
    """Writes the file, or says whether it differs. Returns 1 for a difference."""
    if not check:
        with open(path, 'w', encoding='utf-8', newline='\n') as file:
            file.write(content)
        return 0
    if os.path.exists(path) and read_text(path) == content:
        return 0
    sys.stderr.write(f'make-quotes: {path}: not what the list gives; run make-quotes.py on the draft again\n')
    return 1


def main(arguments):
    check = '--check' in arguments
    drafts = [each for each in arguments if each != '--check']
    if not drafts or any(not each.endswith('.txt') for each in drafts):
        sys.stderr.write('usage: make-quotes.py [--check] NN-slug.txt…\n')
        return 2
    status = 0
    for draft in drafts:
        stem = draft[:-len('.txt')]
        try:
            text = read_text(draft)
            quotes, chains = read_list(stem + '.list', text)
            name = os.path.basename(draft)
            differ = put(stem + '.quotes.yaml', quotes_yaml(name, text, quotes), check)
            differ |= put(stem + '.chains.yaml', chains_yaml(name, text, chains), check)
            status = max(status, differ)
        except Refused as fault:
            sys.stderr.write(f'make-quotes: {fault}\n')
            status = 3
        except OSError as error:
            sys.stderr.write(f'make-quotes: {stem}: {error.strerror}; name a draft in a folder that can be written\n')
            status = 3
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
