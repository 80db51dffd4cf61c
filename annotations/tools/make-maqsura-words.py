#!/usr/bin/env python3
"""Makes annotations/lexicon/maqsura-words.yaml: ordinary words in ى that folding makes like words in ي.

    make-maqsura-words.py NEWS.txt NAME-WORDS.yaml ENTITIES.yaml... > maqsura-words.yaml

NEWS is only counted. A word is kept when it occurs 40 times or more, at least nine times as often as the same word in ي, and is
no word of a person's name (موسى) nor of an entity's name (ديالى).
"""
import re
import sys
import textwrap
from collections import Counter

import yaml

WORD = re.compile('[\u0621-\u064a]+')
MARKS = re.compile('[\u064b-\u0652\u0670\u0640]')
PROCLITICS = re.compile('^[وف]?[بكل]?')


def entity_words(paths):
    words = set()
    for path in paths:
        with open(path, encoding='utf-8') as file:
            data = yaml.safe_load(file)
        for entity in data['entities'] if isinstance(data, dict) else data:
            names = [entity['name'].get('ar', '')] + list(entity.get('aliases', []))
            for name in names:
                words.update(WORD.findall(name['text'] if isinstance(name, dict) else name))
    return words


def main():
    news, name_words, entities = sys.argv[1], sys.argv[2], sys.argv[3:]
    count = Counter()
    with open(news, encoding='utf-8', errors='ignore') as lines:
        for line in lines:
            count.update(w for w in WORD.findall(MARKS.sub('', line)) if w[-1] in 'ىي')
    with open(name_words, encoding='utf-8') as file:
        lists = yaml.safe_load(file)['attributes']
    names = entity_words(entities) | set(lists['given-name']) | set(lists['name-word'])
    kept = []
    for word, n in count.items():
        if word[-1] != 'ى' or n < 40:
            continue
        if word != 'على' and (n < 9 * count[word[:-1] + 'ي'] or word in names or PROCLITICS.sub('', word) in names):
            continue
        kept.append(word)
    print('''# maqsura-words.yaml: ordinary words that end in ى. Folding makes them like words in ي, some of which are names or
# nationalities: على / علي, اليمنى / اليمني. Written with ى these are no names; written with ي they stay what they are.
# Made by annotations/tools/make-maqsura-words.py.
source: >-
  words in ى that occur 40 times or more in the ANT corpus of Arabic news 2015-2018 (counts only) and at least nine times as
  often as the same word in ي; words of names of people (موسى) and of the entities of annotations/entities (ديالى) left out
licence: CC0-1.0
attributes:
  maqsura-word: [''')
    print(textwrap.fill(', '.join(sorted(kept)), 110, initial_indent='    ', subsequent_indent='    ') + ']')


main()
