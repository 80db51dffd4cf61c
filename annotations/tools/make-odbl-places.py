#!/usr/bin/env python3
"""Makes annotations/entities/odbl/generated-places.yaml: cities, towns and villages of the world. Run make-places.py first.

    make-odbl-places.py NAMES-FOLDER EVIDENCE.tsv       (NAMES-FOLDER: the lists below; EVIDENCE: word-evidence.py)

Reads dr5hn_places_ar.tsv (ODbL, which is why this file stands by itself; its Wikidata identifiers are often wrong and are not
used), arwikicats_proper_en_ar.tsv (MIT: better spellings where its English name is that of one place only), countries_qid_ar.tsv.

The Arabic of the list is partly made by machine. A row is taken when its Arabic sounds like its name: letters for letters, nothing
translated. In countries that write Arabic each word must also have been seen in news. Of two rows of a country with one Arabic
name the larger place stays.
"""
import math
import re
import sys

from arabic import distance, fold, is_arabic, latin, slug, tidy
from knowledge import Collector, Entity, Known, ROOT, Words, countries, rows
from spellings import Spellings

ARAB = set('ae bh dj dz eg eh iq jo km kw lb ly ma mr om ps qa sa sd so sy tn ye'.split())
PERSIAN = set('ir af pk'.split())
# Kinds of place in front of or behind a name in the list: what stands there in Arabic as well.
KINDS = [(r'^Provincia de(?:l| la)? |^Province (?:de |of )', 'مقاطعة'), (r'^Municipio de(?:l| la)? |^Obshtina | Municipality$', 'بلدية'),
         (r' Raion$| Rayon$| District$', 'مقاطعة منطقة'), (r' Prefecture$| Province$', 'محافظة'), (r' County$', 'مقاطعة'),
         (r'^Arrondissement (?:de |of |du )', 'دائرة'), (r' Region$', 'منطقة إقليم'), (r' Village$', 'قرية')]
# Kinds that were spelt out as if they were names.
SPELT = re.compile('^(أمفو|أمفوي|كابوباتن|كوتا|رايون|أوبشتينا|موانج|موانغ|كوميونا|كومونا|غمينا|جمينا|مونيسيبيو|بروفينسيا|باشكيا|كريس|ديستريكت|شهرستان|دهستان|بخش)\\b')
ENGLISH_WORDS = set('''mobile reading nice best male split bath tours nancy orange sale battle deal rugby date of man see union media bari most police
    why wool bar bra brest vienna paris june port central imperial star street station beach bay lake park hill university tank pop dong sun song long
    male are along normal of santa media sur van bo y un as'''.split())

# The list wrote many names letter by letter where the tongue has one sound for two letters: باتاسزيك for Bátaszék. Nobody writes so.
LETTER_BY_LETTER = {'cn': (('x', 'كس'), ('zh', 'ز')), 'hu': (('sz', 'سز'), ('cs', 'كس'), ('gy', 'غي'), ('zs', 'زس')), 'pl': (('sz', 'سز'), ('cz', 'كز'), ('cz', 'سز')),
                    'tr': (('c', 'ك'),), 'pt': (('lh', 'له'), ('nh', 'نه')), 'br': (('lh', 'له'), ('nh', 'نه')), 'vn': (('x', 'كس'),), 'al': (('xh', 'كس'), ('q', 'ق'))}


def is_letter_by_letter(iso, name, arabic):
    return any(latin_letters in name.lower() and letters in arabic for latin_letters, letters in LETTER_BY_LETTER.get(iso, ()))


class Odbl:
    def __init__(self, folder, evidence):
        self.folder, self.words = folder, Words(evidence)
        self.known = Known([ROOT + '/entities/generated-places.yaml'])
        self.known.learn_clubs(folder)
        self.out = Collector(self.known)
        self.iso = countries(folder)

    def better(self, places):
        """(country, slug) -> spelling of ArWikiCats, for names that one country alone has."""
        where = {}
        for iso, name, *_ in places:
            where.setdefault(slug(name), set()).add(iso)
        found = {}
        for kind, english, arabic, _ in rows(self.folder + '/arwikicats_proper_en_ar.tsv'):
            key = slug(english)
            if kind not in ('city', 'place', 'mixed_proper') or len(where.get(key, ())) != 1:
                continue
            name = re.sub('^مدينة ', '', tidy(re.sub(r'\s*\(.*?\)', '', arabic)))
            if is_arabic(name) and distance(english, name) <= 0.3:
                found.setdefault((next(iter(where[key])), key), re.sub(r'\s*-\s*', '-', name))
        return found

    def arabic_of(self, iso, name, arabic):
        """The Arabic name to be shipped, or why there is none."""
        arabic = tidy(re.sub(r'\s*-\s*', '-', arabic))
        if not is_arabic(arabic) or re.search(r'[0-9(/,;&]', name) or len(name) < 2:
            return None, 'not Arabic letters, or several names'
        if SPELT.search(arabic):
            return None, 'a kind of place spelt out as if it were a name'
        bare, rest = name, arabic
        for kind, starts in KINDS:
            if re.search(kind, name):
                bare = re.sub(kind, '', name)
                head, _, rest = arabic.partition(' ')
                if head not in starts.split() or not rest:
                    return None, 'English and Arabic speak of two kinds'
        if is_letter_by_letter(iso, bare, rest):
            return None, 'written letter by letter'
        far = distance(bare, rest)
        if far > 0.2 and rest.startswith('ال') and (iso in ARAB or iso in PERSIAN):
            far = distance(bare, rest[2:])
        initial = fold(rest)
        if far > 0.2 and initial[:2] in ('او', 'اي'):
            far = distance(bare, initial[1:])
        if far > 0.2:
            return None, 'not the English name'
        if abs(len(latin(bare)) - len(re.split('[ -]', rest))) > 2 or len(fold(rest).replace(' ', '')) < 2:
            return None, 'not the English name'
        if iso in ARAB and any(self.words.seen.get(w, (0,))[0] < 4 for w in fold(rest).split()):
            return None, 'a name of an Arab country that news does not spell so'
        return arabic, None

    def run(self):
        places = []
        for _, kind, iso, name, arabic, people in (r + [''] * (6 - len(r)) for r in rows(self.folder + '/dr5hn_places_ar.tsv')):
            if kind == 'city' and iso.lower() in self.iso:
                places.append((iso.lower(), name, arabic, int(people or 0)))
        better = self.better(places)
        slugs = {(iso, slug(name)) for iso, name, *_ in places}
        for iso, name, arabic, people in sorted(places, key=lambda p: (-p[3], p[0], p[1])):
            country = self.iso[iso][0]
            parts = name.split('-')
            if len(parts) == 2 and (iso, slug(parts[0])) in slugs:
                self.out.drop('a place under two names')
                continue
            good, why = self.arabic_of(iso, name, arabic)
            wiki = better.get((iso, slug(name)))
            if not good and not wiki:
                self.out.drop(why)
                continue
            main, others = (wiki, [good] if good and len(slug(name)) > 3 else []) if wiki else (good, [])
            weight = 3 if people >= 500000 else 2 if people >= 100000 else 1 if people >= 20000 else 0
            if self.words.useless(main) or weight < 2 and self.words.of_people(main):
                self.out.drop('an ordinary word, or a given name')
                continue
            if weight < 2 and ' ' not in main and len(fold(main)) <= 4 and iso not in ARAB and not self.words.is_place(fold(main)):
                self.out.drop('a short name of a small place')
                continue
            # One syllable after the other, most words of these tongues are somebody's name as well.
            common = iso in ('cn', 'kr', 'vn', 'tw', 'kp') and ' ' not in main or self.words.unsure(main, weight) or self.known.of_a_club(main, name)
            aliases = [(n, common or self.words.unsure(n, weight)) for n in others if n and not self.words.useless(n)]
            ident = 'khabar:place/%s/%s' % (iso, slug(name))
            if self.known.has('GPE', main, country) or any(self.known.has('GPE', n, country) for n, _ in aliases):
                self.out.drop('known already')
                continue
            if ident in self.out.by_id:
                self.out.drop('a namesake is there')
                continue
            if not slug(name):
                continue
            prior = 1 + min(28, int(4 * math.log10(people))) if people else 1
            entity = Entity(ident, 'GPE', main, name, common, aliases, country, prior=prior)
            entity.known_well = weight == 3 and slug(name) not in ENGLISH_WORDS
            self.out.add(entity)


def main():
    places = Odbl(sys.argv[1], sys.argv[2])
    places.run()
    places.out.spell(Spellings(sys.argv[1], odbl=True))
    places.out.write(ROOT + '/entities/odbl/generated-places.yaml', [
        'Made by annotations/tools/make-odbl-places.py; do not edit: an entity of a file written by hand takes the place of one from here.',
        'Cities, towns and villages. This file alone is a database under the Open Database License 1.0: see annotations/NOTICE.md.',
        '`make ODBL=0` builds an index without it. No Wikidata identifier here: those of the list are often wrong.'],
        ['Countries States Cities Database of dr5hn and contributors (ODbL 1.0, https://opendatacommons.org/licenses/odbl/1-0/)',
         'ArWikiCats, English and Arabic names of places (MIT)', 'word counts of the ANT corpus 2015-2018 (counts only)'],
        'ODbL-1.0')


if __name__ == '__main__':
    main()
