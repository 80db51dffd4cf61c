#!/usr/bin/env python3
"""Checks what stands in annotations/: every file's schema, and of entities what no schema can say.

    check-annotations.py [--lists=FOLDER] [--khabar=PROGRAM] [--write=README.md] [FILE…]

FILE…     entity files to check together; without any: annotations/entities/**.yaml, and the schema of annotations/lexicon/*.yaml
--lists   a folder of name lists (*.tsv) that confirm Wikidata identifiers: one that no list has is an error
--khabar  the program that compiles the files, which checks their schema (default build/khabar; left out where it is not built)
--write   puts the counts by file and type between the two marks "counts" of this file

    annotations/entities/clubs.yaml:12:5: the id Q10 is taken: annotations/entities/media.yaml:7 has it; join the two

Exit: 0 nothing is wrong, 1 something is, 2 bad usage. Entities written one a line, as generators write them, are read by a regular
expression, all else by libyaml: 60,000 entities take seconds.
"""
import calendar
import glob
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

import yaml

from arabic import MARKS, fold

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
LOADER = getattr(yaml, 'CLoader', yaml.Loader)
TYPES = 'PERS NORP OCC ORG GPE LOC FAC EVENT PRODUCT LAW LANGUAGE WEBSITE'.split()
KEYS = 'id type name aliases demonyms common description capital country region offices prior'.split()
UNTRUSTED = ('dr5hn_places_ar.tsv',)  # lists whose identifiers are often wrong

ID = r"(?:Q[1-9][0-9]*|khabar:[^\s,{}\[\]'\"]+)"
SCALAR = r"(?:'(?:[^']|'')*'|[^\s'\",{}\[\]][^,{}\[\]]*)"
NAME = r'(?:%s|\{text: %s(?:, common: true)?\})' % (SCALAR, SCALAR)
LINE = re.compile(
    r'- \{id: (?P<id>%s), type: (?P<type>[A-Z]+), name: \{(?:ar: (?P<ar>%s))?(?:(?:, )?en: (?P<en>%s))?\}(?P<common>, common: true)?'
    r'(?:, aliases: \[(?P<aliases>%s(?:, %s)*)\])?(?:, demonyms: \[(?P<demonyms>%s(?:, %s)*)\])?'
    r'(?:, description: \{ar: (?P<about>%s), en: %s\})?(?:, country: (?P<country>%s))?(?:, region: (?P<region>%s))?, prior: (?P<prior>[0-9]+)\}\n?$'
    % (ID, NAME, NAME, NAME, NAME, NAME, NAME, SCALAR, SCALAR, ID, ID))
EACH = re.compile(NAME)
PARTS = re.compile(r'\{text: (%s)(, common: true)?\}$' % SCALAR)


class Value(str):
    """A text with its place: .line and .column, both from 1."""

    def __new__(cls, text, line=1, column=1, common=False):
        value = super().__new__(cls, text)
        value.line, value.column, value.common = line, column, common
        return value

    def __reduce__(self):
        return Value, (str(self), self.line, self.column, self.common)


def of_line(text, line, column):
    parts = PARTS.match(text)
    plain = parts.group(1) if parts else text
    plain = plain[1:-1].replace("''", "'") if plain.startswith("'") else plain
    return Value(plain, line, column, bool(parts and parts.group(2)))


def read_line(match, number):
    def value(group):
        return of_line(match.group(group), number, match.start(group) + 1) if match.group(group) else None

    def values(group):
        start = match.start(group)
        return [of_line(m.group(), number, start + m.start() + 1) for m in EACH.finditer(match.group(group) or '')]
    ar = value('ar')
    if ar is not None:
        ar.common = ar.common or bool(match.group('common'))
    return {'id': value('id'), 'type': value('type'), 'ar': ar, 'en': value('en'), 'aliases': values('aliases'), 'demonyms': values('demonyms'),
            'about': value('about'), 'country': value('country'), 'region': value('region'), 'capital': None, 'offices': [],
            'prior': value('prior')}


# ---- what libyaml reads ----------------------------------------------------------------------------------------------------------

class Wrong(Exception):
    def __init__(self, node, text):
        super().__init__(text)
        self.mark = node.start_mark


def place(node):
    return node.start_mark.line + 1, node.start_mark.column + 1


def scalar(node, what):
    if not isinstance(node, yaml.ScalarNode):
        raise Wrong(node, '%s is no text; write one' % what)
    return Value(node.value, *place(node))


def mapping(node, what):
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(node, '%s is no mapping; write {key: value}' % what)
    return {key.value: value for key, value in node.value}


def sequence(node, what):
    if not isinstance(node, yaml.SequenceNode):
        raise Wrong(node, '%s is no list; write [one, two]' % what)
    return node.value


def name(node):
    if isinstance(node, yaml.MappingNode):
        parts = mapping(node, 'a name')
        if 'text' not in parts:
            raise Wrong(node, 'a name without text; add text: …')
        value = scalar(parts['text'], 'a name')
        value.common = 'common' in parts and parts['common'].value == 'true'
        return value
    return scalar(node, 'a name')


def read_entity(node):
    keys = mapping(node, 'an entity')
    for key, _ in node.value:
        if key.value not in KEYS:
            raise Wrong(key, 'an entity has no key "%s"; use one of %s' % (key.value, ', '.join(KEYS)))
    if 'id' not in keys:
        raise Wrong(node, 'the entity has no id; add id: Q…, or id: khabar:…')
    names = mapping(keys['name'], 'the names by language') if 'name' in keys else {}
    entity = {key: scalar(keys[key], key) if key in keys else None for key in ('id', 'type', 'country', 'region', 'capital', 'prior')}
    entity.update({lang: name(names[lang]) if lang in names else None for lang in ('ar', 'en')})
    if entity['ar'] is not None and 'common' in keys:
        entity['ar'].common = keys['common'].value == 'true'
    for key in ('aliases', 'demonyms'):
        entity[key] = [name(n) for n in sequence(keys[key], key)] if key in keys else []
    about = mapping(keys['description'], 'the description') if 'description' in keys else {}
    entity['about'] = scalar(about['ar'], 'a description') if 'ar' in about else None
    entity['offices'] = []
    for office in sequence(keys['offices'], 'offices') if 'offices' in keys else []:
        parts = {k: scalar(v, k) for k, v in mapping(office, 'an office').items()}
        entity['offices'].append(parts)
    return entity


def read_yaml(text, path, faults):
    """The keys of a file, None where it is no YAML, and its entities."""
    keys, entities = {}, []
    try:
        root = yaml.compose(text, Loader=LOADER)
        if isinstance(root, yaml.SequenceNode):
            nodes = root.value
        else:
            keys = mapping(root, 'the file') if root is not None else {}
            nodes = sequence(keys['entities'], 'entities') if 'entities' in keys and getattr(keys['entities'], 'value', '') != '' else []
    except yaml.YAMLError as error:
        mark = getattr(error, 'problem_mark', None)
        faults.append((path, (mark.line if mark else 0) + 1, (mark.column if mark else 0) + 1, '%s; make it YAML' % getattr(error, 'problem', error)))
        return None, entities
    except Wrong as error:
        faults.append((path, error.mark.line + 1, error.mark.column + 1, str(error)))
        return keys, entities
    for node in nodes:
        try:
            entity = read_entity(node)
        except Wrong as error:
            faults.append((path, error.mark.line + 1, error.mark.column + 1, str(error)))
            continue
        entities.append(entity)
    return keys, entities


def read(path):
    """A file's entities and faults, and whether it names its source and licence."""
    faults, entities, rest = [], [], []
    with open(os.path.join(ROOT, path), encoding='utf-8', newline='') as file:
        for number, line in enumerate(file, 1):
            match = LINE.match(line) if line.startswith('- {id: ') else None
            if match:
                entities.append(read_line(match, number))
                rest.append('\n')
            else:
                rest.append(line)
    keys, others = read_yaml(''.join(rest), path, faults)
    said = None if keys is None else {k: text_below(keys.get(k)) for k in ('source', 'licence')}
    return path, others + entities, faults, said


def text_below(node):
    if isinstance(node, yaml.SequenceNode):
        return ' '.join(text_below(n) for n in node.value)
    return node.value.strip() if isinstance(node, yaml.ScalarNode) else ''


# ---- rules -----------------------------------------------------------------------------------------------------------------------

DATE = re.compile(r'(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$')
HIDDEN = re.compile('[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]')
ARABIC = re.compile('[\u0621-\u064a]')


def date_fault(text):
    match = DATE.match(text)
    if not match:
        return 'write YYYY, YYYY-MM or YYYY-MM-DD'
    year, month, day = (int(part) if part else None for part in match.groups())
    if month is not None and not 1 <= month <= 12:
        return 'there is no month %d' % month
    if day is not None and not 1 <= day <= calendar.monthrange(max(year, 1), month)[1]:
        return 'that month has no day %d' % day
    return '' if 1 <= year <= 2100 else 'the year is not of this world'


class Check:
    def __init__(self, common, confirmed):
        self.common, self.confirmed = common, confirmed
        self.faults, self.by_id, self.entities = [], {}, []

    def fault(self, path, value, text):
        self.faults.append((path, value.line, value.column, text))

    def take(self, path, entities):
        for entity in entities:
            self.entities.append((path, entity))
            ident = entity['id']
            if ident in self.by_id:
                other, there = self.by_id[ident]
                self.fault(path, ident, 'the id %s is taken: %s:%d has it; join the two' % (ident, other, there['id'].line))
            else:
                self.by_id[ident] = (path, entity)

    def run(self):
        for path, entity in self.entities:
            self.identity(path, entity)
            self.names(path, entity)
            self.references(path, entity)
            self.offices(path, entity)
        self.namesakes()

    def identity(self, path, entity):
        ident = entity['id']
        if re.match('Q', ident) and not re.fullmatch('Q[1-9][0-9]*', ident):
            self.fault(path, ident, '"%s" is no Wikidata identifier; write Q and a number, or khabar:…' % ident)
        elif ident.startswith('Q') and self.confirmed is not None and ident not in self.confirmed:
            self.fault(path, ident, 'no list confirms %s; use a khabar: id' % ident)
        if entity['type'] is None or entity['type'] not in TYPES:
            self.fault(path, entity['type'] or ident, 'the type is %s; use one of %s' % (entity['type'] or 'missing', ' '.join(TYPES)))
        prior = entity['prior']
        if prior is not None and not (prior.isdigit() and int(prior) <= 255):
            self.fault(path, prior, '"%s" is no prior; write a whole number from 0 to 255' % prior)

    def names(self, path, entity):
        if entity['ar'] is None and entity['en'] is None:
            self.fault(path, entity['id'], '%s has no name; add name: {ar: …, en: …}' % entity['id'])
        if entity['ar'] is not None and not ARABIC.search(entity['ar']) and not re.search('[A-Za-z0-9]', entity['ar']):
            self.fault(path, entity['ar'], '"%s" is no Arabic name; write it in Arabic letters' % entity['ar'])
        if entity['en'] is not None and ARABIC.search(entity['en']):
            self.fault(path, entity['en'], '"%s" is no English name; write it in Latin letters' % entity['en'])
        for value in [entity['ar'], entity['en']] + entity['aliases'] + entity['demonyms']:
            if value is not None and (not value.strip() or HIDDEN.search(value)):
                self.fault(path, value, 'a name is empty or has characters that nobody sees; write it anew')
        for value in [entity['ar']] + entity['aliases']:
            if value is not None and not value.common and str(value) in self.common:
                self.fault(path, value, '"%s" is also a common word; add common: true, or leave the name out' % value)
        seen = set()
        for value in [entity['ar']] + entity['aliases']:
            if value is not None and str(value) in seen:
                self.fault(path, value, '"%s" stands twice; leave one out' % value)
            seen.add(value)

    def references(self, path, entity):
        for key in ('country', 'region', 'capital'):
            target = entity[key]
            if target is None:
                continue
            if target not in self.by_id:
                self.fault(path, target, '%s %s is in no file; correct it, or add that entity' % (key, target))
            elif self.by_id[target][1]['type'] not in ('GPE', 'LOC'):
                self.fault(path, target, '%s %s is a %s; name a place' % (key, target, self.by_id[target][1]['type']))
        seen, at = set(), entity
        while at is not None and at['region'] in self.by_id:
            if at['id'] in seen:
                self.fault(path, entity['region'], 'the regions of %s go in a circle; let the outermost have a country alone' % entity['id'])
                break
            seen.add(at['id'])
            at = self.by_id[at['region']][1]

    def offices(self, path, entity):
        for office in entity['offices']:
            place_of = next(iter(office.values()), entity['id'])
            if not office.get('title'):
                self.fault(path, place_of, 'the office has no title; add title: …')
            if 'of' in office and office['of'] not in self.by_id:
                self.fault(path, office['of'], 'the office is of %s, which is in no file; correct it, or add that entity' % office['of'])
            wrong = False
            for key in ('from', 'to'):
                why = date_fault(office[key]) if key in office else ''
                if why:
                    wrong = True
                    self.fault(path, office[key], '"%s" is no date; %s' % (office[key], why))
            if not wrong and 'from' in office and 'to' in office:
                start, end = office['from'], office['to']
                if str(start)[:min(len(start), len(end))] > str(end)[:min(len(start), len(end))]:
                    self.fault(path, end, 'the office ends (%s) before it begins (%s); exchange from and to' % (end, start))

    def namesakes(self):
        """Of one type and country with one name: something must tell them apart."""
        groups = defaultdict(list)
        for path, entity in self.entities:
            if entity['ar'] is not None and entity['type'] != 'PERS':
                groups[entity['type'], entity['country'] or '', fold(entity['ar'])].append((path, entity))
        for group in groups.values():
            for i, (path, entity) in enumerate(group):
                for other, there in group[:i]:
                    if entity['id'] == there['id'] or (entity['region'] or '') != (there['region'] or '') or (entity['about'] or '') != (there['about'] or ''):
                        continue
                    if not entity['country'] and (entity['en'] or '') != (there['en'] or ''):
                        continue
                    self.fault(path, entity['ar'], '"%s" is the name of %s too (%s:%d), of the same type and country; join them, or let region or '
                               'description tell them apart' % (entity['ar'], there['id'], other, there['ar'].line))
                    break


# ---- run -------------------------------------------------------------------------------------------------------------------------

def common_words():
    with open(ROOT + '/annotations/lexicon/common-words.yaml', encoding='utf-8') as file:
        listed = re.search(r'^  common:\n(.*?\])', file.read(), re.S | re.M).group(1)
    return set(re.findall('[\u0621-\u064a]+', MARKS.sub('', listed)))


def confirmed_ids(folder):
    found = set()
    for path in glob.glob(folder + '/*.tsv'):
        if os.path.basename(path) not in UNTRUSTED:
            with open(path, encoding='utf-8', errors='ignore') as file:
                found.update(re.findall(r'\bQ[1-9][0-9]*\b', file.read()))
    return found


def schema(program, faults):
    """What the program itself refuses; it stops at the first thing."""
    files = sorted(glob.glob(ROOT + '/annotations/entities/**/*.yaml', recursive=True) + glob.glob(ROOT + '/annotations/lexicon/*.yaml'))
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([program, 'index', *files, '-o', folder + '/check.khx'], capture_output=True, text=True)
    for line in run.stderr.splitlines():
        match = re.match(r'khabar: (.*):(\d+):(\d+): (.*)', line)
        if match and run.returncode:
            faults.append((os.path.relpath(match.group(1), ROOT), int(match.group(2)), int(match.group(3)), match.group(4)))
    if run.returncode and not faults:
        faults.append((program, 1, 1, run.stderr.strip() or 'the index could not be built'))


def table(results):
    used = [t for t in TYPES if any(e['type'] == t for _, entities, _, _ in results for e in entities)]
    lines = ['| file | %s | entities | Arabic names |' % ' | '.join(used), '|---|%s' % ('---:|' * (len(used) + 2))]
    whole, total = Counter(), 0
    for path, entities, _, _ in results:
        count = Counter(str(e['type']) for e in entities)
        arabic = sum(1 for e in entities for v in [e['ar']] + e['aliases'] + e['demonyms'] if v is not None and ARABIC.search(v))
        whole.update(count)
        total += arabic
        lines.append('| %s | %s | %d | %d |' % (path.split('entities/')[-1], ' | '.join(str(count[t] or '') for t in used), len(entities), arabic))
    lines.append('| all | %s | %d | %d |' % (' | '.join(str(whole[t]) for t in used), sum(whole.values()), total))
    return '\n'.join(lines)


def main():
    options = dict(a[2:].partition('=')[::2] for a in sys.argv[1:] if a.startswith('--'))
    files = [os.path.relpath(os.path.abspath(a), ROOT) for a in sys.argv[1:] if not a.startswith('--')]
    if set(options) - {'lists', 'khabar', 'write'}:
        sys.exit('check-annotations: no such option: --%s (see the beginning of this script)' % sorted(set(options) - {'lists', 'khabar', 'write'})[0])
    whole = not files
    if whole:
        files = sorted(os.path.relpath(p, ROOT) for p in glob.glob(ROOT + '/annotations/entities/**/*.yaml', recursive=True))
    faults = []
    sizes = sorted(files, key=lambda p: -os.path.getsize(os.path.join(ROOT, p)))
    with multiprocessing.Pool(min(4, os.cpu_count() or 1, len(sizes))) as pool:
        results = sorted(pool.map(read, sizes, chunksize=1), key=lambda r: r[0])
    check = Check(common_words(), confirmed_ids(options['lists']) if options.get('lists') else None)
    for path, entities, wrong, said in results:
        faults += wrong
        for key, value in (said or {}).items():
            if not value:
                faults.append((path, 1, 1, 'the file does not name its %s; add %s: …' % (key, key)))
        if said and path.startswith('annotations/entities/odbl/') != said['licence'].startswith('ODbL'):
            faults.append((path, 1, 1, 'what is under the ODbL stands in annotations/entities/odbl/, and nothing else does; move it'))
        check.take(path, entities)
    check.run()
    faults += check.faults
    program = options.get('khabar') or ROOT + '/build/khabar'
    if whole:
        for path in sorted(glob.glob(ROOT + '/annotations/lexicon/*.yaml')):
            with open(path, encoding='utf-8') as file:
                head = file.read(4000)
            for key in ('source', 'licence'):
                if not re.search('^( *(- )?|.*[{,] *)%s:' % key, head, re.M):
                    faults.append((os.path.relpath(path, ROOT), 1, 1, 'the file does not name its %s; add %s: …' % (key, key)))
        if os.path.exists(program):
            schema(program, faults)
    for path, line, column, text in sorted(set(faults)):
        print('%s:%d:%d: %s' % (path, line, column, text), file=sys.stderr)
    if whole:
        counts = table(results)
        print(counts)
        if options.get('write'):
            with open(options['write'], encoding='utf-8') as file:
                text = file.read()
            new = re.sub(r'(<!-- counts -->\n).*?(<!-- /counts -->)', lambda m: m.group(1) + counts + '\n' + m.group(2), text, flags=re.S)
            with open(options['write'], 'w', encoding='utf-8') as file:
                file.write(new)
    print('annotations: %d entities in %d files, %d faults' % (len(check.entities), len(files), len(set(faults))))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
