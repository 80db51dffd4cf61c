#!/usr/bin/env python3
"""Makes annotations/lexicon/name-words.yaml and common-words.yaml from name lists and a news corpus.

The corpus is only counted; none of its text comes out. For each word of the person-name list two things are
asked of it: how often the word stands in the news, and how often beside a word that is surely a name. An
ordinary word (من, مدينة) is frequent and stands among ordinary words; the name of somebody in the news (ترامب)
is frequent too, but stands beside names.

  make-word-lists.py --news NEWS.txt[.xz] --person-words WORDS.tsv --given NAMES.tsv --people FILE... --proper
      FILE:COLUMN... --entities FILE... --titles FILE... [--drop WORD...] --out DIRECTORY [--common 20000]
      [--given-count 4000]

--person-words: word, Latin form, count. --given: kind, sex, name (only first_name and middle_name are read).
--people: entity YAML of this project whose Arabic names begin with given names; a family name that stands there
alone as an alias and is not marked common is a name whatever the counts say. --entities: the other entity YAML:
names of one word are not common words, and demonyms (المصري) no evidence of a person. --titles: lexicon YAML
with the words that stand before names. --proper: tables of places and other proper names, with the number (from
0) of the column that holds the Arabic name.
"""
import argparse
import lzma
import re
from collections import Counter

import yaml

MARKS = re.compile('[\u064b-\u0652\u0670\u0640]')
WORD = re.compile('[\u0621-\u064a]+')
FOLD = str.maketrans({'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', 'ئ': 'ي', 'ؤ': 'و', 'ة': 'ه'})
PROCLITICS = ('و', 'ف', 'ب', 'ك', 'ل')
CONNECTORS = ('بن', 'ابن')


def fold(word):
    """The form under which the engine compares words: one spelling of alef, ya and ta marbuta; lone hamza stays."""
    return MARKS.sub('', word).translate(FOLD)


def table(path):
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            yield line.rstrip('\n').split('\t')


def paragraphs(path):
    opener = lzma.open if path.endswith('.xz') else open
    with opener(path, 'rt', encoding='utf-8', errors='ignore') as lines:
        for line in lines:
            yield WORD.findall(MARKS.sub('', line))


def usual_spelling(spellings):
    """folded form -> its most frequent spelling"""
    best = {}
    for word, n in spellings.items():
        key = fold(word)
        if key not in best or n > best[key][1]:
            best[key] = (word, n)
    return {key: word for key, (word, _) in best.items()}


def read_person_words(path):
    spellings = Counter()
    for row in table(path):
        word = MARKS.sub('', row[0])
        if len(row) >= 3 and len(word) >= 2 and WORD.fullmatch(word):
            spellings[word] += int(row[2])
    return spellings


def load(path):
    with open(path, encoding='utf-8') as text:
        return yaml.load(text, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))


def single(name):
    return WORD.fullmatch(MARKS.sub('', name)) is not None


def read_given(path):
    return {fold(row[2]): row[2] for row in table(path) if row[0] != 'last_name' and single(row[2])}


def read_people(files):
    """First words of the names and family names that stand alone, folded form -> spelling; the last words, folded."""
    first, alone, last = {}, {}, set()
    for entity in (e for file in files for e in load(file)['entities']):
        words = entity['name']['ar'].split()
        if len(words) > 1 and single(words[0]) and not words[0].startswith('ال'):
            first.setdefault(fold(words[0]), words[0])
            last.add(fold(words[-1]))
        for alias in entity.get('aliases', []):
            if isinstance(alias, str) and single(alias):
                alone[fold(alias)] = alias
    return first, alone, last


def read_entities(files):
    """(names of one word, demonyms with and without the article), folded"""
    names, demonyms = set(), set()
    for entity in (e for file in files for e in (load(file) or {}).get('entities', [])):
        for name in [entity.get('name', {}).get('ar', '')] + entity.get('aliases', []):
            if isinstance(name, str) and single(name):
                names.add(fold(name))
        for demonym in entity.get('demonyms', []):
            if isinstance(demonym, str) and single(demonym):
                demonyms.update((fold(demonym), fold('ال' + demonym)))
    return names, demonyms


def read_titles(files):
    return {fold(word) for file in files for words in load(file).get('classes', {}).values()
            for word in words if isinstance(word, str) and single(word)}


def read_proper(specs):
    words = set()
    for spec in specs:
        path, column = spec.rsplit(':', 1)
        for row in table(path):
            if len(row) > int(column):
                name = row[int(column)]
                if single(name):
                    words.add(fold(name))
    return words


def count_forms(path):
    forms = Counter()
    for words in paragraphs(path):
        forms.update(words)
    return forms


def count_runs(path, names, anchors):
    """Of each folded name: how often it stands beside an anchor, first in a run of names, later in one."""
    beside, first, later = Counter(), Counter(), Counter()
    for words in paragraphs(path):
        folded = [fold(w) for w in words]
        for i, word in enumerate(folded):
            if word not in names:
                continue
            before = folded[i - 1] if i else ''
            after = folded[i + 1] if i + 1 < len(folded) else ''
            beside[word] += before in anchors or after in anchors
            if before in names:
                later[word] += 1
            elif after in names:
                first[word] += 1
    return beside, first, later


def too_frequent(word, count, freq):
    return freq[word] > 12 + 6 * count


def ordinary(word, count, freq, beside, least=0.12):
    """Whether a word of the name list is rather a word of the language: frequent, and seldom beside a name."""
    n = freq[word]
    if not too_frequent(word, count, freq):
        return False
    rest = freq[word[1:]] if word.startswith(PROCLITICS) else 0
    if rest > 5 * n and count < 10:
        return True
    partner = freq[word[2:]] if word.startswith('ال') else freq['ال' + word]
    inflected = partner > n * 0.15 or freq[word + 'ات'] + freq[word + 'ين'] > n * 0.1
    return beside[word] / n < (2.5 * least if inflected else least)


def wrap(words, indent='    ', width=110):
    line, out = indent + '[', []
    for i, word in enumerate(words):
        piece = word + (', ' if i + 1 < len(words) else ']')
        if len(line) + len(piece) > width:
            out.append(line.rstrip())
            line = indent + ' '
        line += piece
    return '\n'.join(out + [line])


def write(path, intro, source, licence, attributes):
    with open(path, 'w', encoding='utf-8') as out:
        out.write(''.join(f'# {line}\n' for line in intro))
        out.write(f'source: "{source}"\nlicence: {licence}\nattributes:\n')
        for name, words in attributes.items():
            out.write(f'  {name}:\n{wrap(words)}\n')


def main():
    arg = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arg.add_argument('--news', required=True)
    arg.add_argument('--person-words', required=True)
    arg.add_argument('--given', required=True)
    arg.add_argument('--people', nargs='*', default=[])
    arg.add_argument('--proper', nargs='*', default=[], metavar='FILE:COLUMN')
    arg.add_argument('--entities', nargs='*', default=[])
    arg.add_argument('--titles', nargs='*', default=[])
    arg.add_argument('--drop', nargs='*', default=[], help='ordinary words that the counts let through')
    arg.add_argument('--add', nargs='*', default=[], help='words that the counts leave out')
    arg.add_argument('--out', required=True)
    arg.add_argument('--common', type=int, default=20000)
    arg.add_argument('--given-count', type=int, default=4000)
    opt = arg.parse_args()

    spellings = read_person_words(opt.person_words)
    spell = usual_spelling(spellings)
    counts = Counter()
    for word, n in spellings.items():
        counts[fold(word)] += n
    for word in map(fold, opt.drop):
        counts.pop(word, None)
    listed = read_given(opt.given)
    opening, alone, last = read_people(opt.people)
    entities, demonyms = read_entities(opt.entities)
    before_names = read_titles(opt.titles) | demonyms

    forms = count_forms(opt.news)
    freq = Counter()
    for word, n in forms.items():
        freq[fold(word)] += n
    best = usual_spelling(forms)
    candidates = (set(counts) | set(listed) | set(opening) | last) - set(map(fold, opt.drop))
    anchors = {w for w in candidates if len(w) >= 4 and freq[w] <= 40 * counts[w] and w not in before_names
               and (w in listed or counts[w] >= 25)}
    anchors |= set(CONNECTORS) | set(alone)
    anchors |= {w for w in last | set(opening) if len(w) >= 5 and not w.startswith('ال') and w not in before_names
                and freq['ال' + w] < 0.05 * freq[w]}
    beside, first, later = count_runs(opt.news, candidates, anchors)

    # The spelling counts where folding joins two words: آن is a name, but nearly all of its folded form is أن.
    homograph = {w for w in candidates if w in best and forms[best[w]] > 10 * max(
        1, forms[(listed.get(w) or opening.get(w) or spell.get(w))]) and freq[w] > 200}
    both = {w for w in homograph if len(w) > 2 and counts[w] >= 300}

    def is_given(word, least):
        return word in both or (word not in homograph and not ordinary(word, counts[word], freq, beside, least))

    given = {w: s for w, s in opening.items() if w in candidates and is_given(w, 0.1) and w not in before_names}
    given.update((w, s) for w, s in listed.items() if w in candidates and is_given(w, 0.06))
    names = {w for w, n in counts.items() if w not in homograph and not ordinary(w, n, freq, beside)
             and not (w in before_names and too_frequent(w, n, freq))} | set(alone)
    for word, spelling in alone.items():
        spell.setdefault(word, spelling)
    # Given names that no list marks as such: they open runs of names in the news.
    opens = [w for w in names if w not in given and w not in alone and first[w] >= 3 and first[w] > 1.5 * later[w]
             and not w.startswith('ال') and first[w] > 0.25 * freq[w] and len(w) > 2
             and not too_frequent(w, counts[w], freq)]
    opens.sort(key=lambda w: -first[w])
    given.update((w, spell[w]) for w in opens[:max(0, opt.given_count - len(given))])
    names -= set(given)

    proper = read_proper(opt.proper)
    known = (names | set(given) | entities) - both

    def is_name(word):
        """A name, or a proclitic and a name that is more frequent without it."""
        if word in known:
            return True
        if word in last or word in opening:
            return beside[word] >= 0.15 * freq[word]
        if word in proper and freq['ال' + word] < freq[word] * 0.1 and freq[word] < 2000:
            return True
        rest = word[1:] if word.startswith(PROCLITICS) else ''
        return rest in known and freq[rest] > freq[word]

    common = []
    for word, n in freq.most_common():
        if len(common) == opt.common:
            break
        if len(word) >= 2 and not is_name(word):
            common.append(best[word])

    write(f'{opt.out}/name-words.yaml',
          ['Words that are good evidence of a person\'s name, in one spelling each (matching folds hamza and ya).',
           'Made by annotations/tools/make-word-lists.py; words that the news uses as ordinary ones were left out.']
          + ([f'Left out by hand: {" ".join(opt.drop)}'] if opt.drop else []),
          'words in the names of people with Arabic and Latin labels (CC0); given names of Faker (MIT); chosen with '
          'word counts of the ANT corpus 2015-2018', 'CC0-1.0',
          {'given-name': sorted(given.values()), 'name-word': sorted(spell[w] for w in names)})
    write(f'{opt.out}/common-words.yaml',
          ['The most frequent word forms of the news that are not names, most frequent first, in one spelling each.',
           'Made by annotations/tools/make-word-lists.py.']
          + ([f'Added by hand: {" ".join(opt.add)}'] if opt.add else []),
          'word counts of the ANT corpus of Arabic news, 2015-2018 (counts only)', 'CC0-1.0', {'common': common + opt.add})
    print(f'given-name {len(given)}, name-word {len(names)}, common {len(common)}')


if __name__ == '__main__':
    main()
