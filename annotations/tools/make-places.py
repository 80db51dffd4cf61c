#!/usr/bin/env python3
"""Makes annotations/entities/generated-places.yaml: subdivisions of countries, cities and counties, provinces and lands of history,
rivers, lakes, mountains, islands.

    make-places.py NAMES-FOLDER EVIDENCE.tsv       (NAMES-FOLDER: the lists below; EVIDENCE: word-evidence.py)

Reads countries_qid_ar.tsv (ISC), cldr_subdivisions_ar.tsv (Unicode-3.0), arwikicats_proper_en_ar.tsv (MIT). An item of the last
list is taken only where its English says what it is: a place with its state (austin, texas), or a kind of place that the Arabic
names too (river clyde, نهر كلايد).
"""
import re
import sys

from arabic import capitals, distance, fold, is_arabic, slug, tidy
from knowledge import Collector, Entity, Known, ROOT, Words, countries, rows
from spellings import Spellings

KEPT = '''محافظة مقاطعة ولاية إقليم إدارة بلدية منطقة كانتون جمهورية شعبية أبرشية مديرية أوبلاست ضاحية جهة قضاء دائرة لواء كونتية سنجق إيالة
    إمارة سلطنة مملكة دوقية إمبراطورية خانية مشيخة خلافة'''.split()
# Words that translate: their Arabic need not sound like the English.
TRANSLATED = re.compile('شمال|جنوب|شرق|غرب|وسط|العاصمة|الكبرى|العليا|السفلى|السفلي|الجديد|جزر|جزيرة|قديس|البحر|الساحل|الجبل|جبل|وادي|نهر')
ENGLISH_KIND = re.compile(r'''\b(province|governorate|district|municipality|oblast|krai|region|department|state|prefecture|county|canton|parish|vilayet|
    eyalet|sanjak|raion|division|emirate|territory|voivodeship|commune|okrug|regional[ ]unit)\b''', re.X)
REALM = re.compile(r'''\b(empire|kingdom|sultanate|principality|duchy|khanate|caliphate|emirate|sheikhdom|republic|margraviate|beylik|colony|protectorate)\b''')
REALM_AR = ('إمبراطورية الإمبراطورية مملكة المملكة سلطنة السلطنة إمارة دوقية خانية خانات مشيخة خلافة الخلافة جمهورية الجمهورية كونتية'
            ' مستعمرة بيليك').split()
NATURE = [  # English, how the Arabic begins
    (r'river\b', ['نهر', 'وادي']), (r'lake\b', ['بحيرة']), (r'mountains?\b|mount\b', ['جبل', 'جبال']), (r'islands?\b|isle\b', ['جزيرة', 'جزر']),
    (r'sea\b', ['بحر', 'البحر']), (r'bay\b', ['خليج']), (r'gulf\b', ['خليج']), (r'strait\b', ['مضيق']), (r'peninsula\b', ['شبه جزيرة']),
    (r'desert\b', ['صحراء']), (r'valley\b', ['وادي']), (r'plateau\b', ['هضبة']), (r'cape\b', ['رأس']), (r'archipelago\b', ['أرخبيل', 'جزر'])]


def split_head(arabic):
    head, _, rest = arabic.partition(' ')
    return (head, rest) if rest and head in KEPT else ('', arabic)


def without_note(arabic):
    """The name alone, and what stands in brackets or behind a comma: أوستن (تكساس)."""
    note = re.search(r'\(([^)]*)\)|،\s*(.*)$', arabic)
    name = re.sub(r'\s*(\([^)]*\)|،.*$)', '', arabic)
    return tidy(re.sub(r'\s*-\s*', '-', name)), (note.group(1) or note.group(2) or '') if note else ''


def english_bare(english):
    return re.sub(r'\s+', ' ', ENGLISH_KIND.sub('', english.lower())).strip(' ,')


class Places:
    def __init__(self, folder, evidence):
        self.folder = folder
        self.known = Known()
        self.known.learn_clubs(folder)
        self.words = Words(evidence)
        self.out = Collector(self.known)
        self.iso = countries(folder)
        self.qid = {q: iso for iso, (q, _) in self.iso.items()}
        self.regions = {}  # slug of the bare English name -> {(country, id)}
        for (country, name), ident in self.known.region.items():
            self.regions.setdefault(slug(english_bare(name.replace('-', ' '))), set()).add((country, ident))
        self.by_country_name = {slug(name): q for q, name in self.iso.values()}

    def unsure(self, name, english, weight):
        return self.words.unsure(name, weight) or self.known.of_a_club(name, re.sub(',.*', '', english))

    def fit(self, english, arabic):
        return TRANSLATED.search(arabic) or distance(english, arabic) <= 0.45

    def bare_alias(self, arabic, country, weight):
        """محافظة أورينسي is found as أورينسي too, unless a place of that country has this name for itself."""
        head, rest = split_head(arabic)
        if not head or self.known.better_known('GPE', rest) or TRANSLATED.search(rest) or self.words.useless(rest) or self.known.has('GPE', rest, country) or rest.startswith('ال'):
            return []
        return [(rest, self.words.unsure(rest, weight))]

    # ---- ISO 3166-2 ----

    def subdivisions(self):
        lines = rows(self.folder + '/cldr_subdivisions_ar.tsv')
        # A bare name that two subdivisions of one country share is none of them.
        count = {}
        for code, _, arabic in lines:
            bare = (code[:2], fold(split_head(without_note(arabic)[0])[1]))
            count[bare] = count.get(bare, 0) + 1
        for code, english, arabic in lines:
            if code[:2] not in self.iso:
                self.out.drop('no country')
                continue
            country = self.iso[code[:2]][0]
            name, _ = without_note(arabic)
            head, rest = split_head(name)
            if not is_arabic(name) or not self.fit(english_bare(english), rest):
                self.out.drop('not the English name')
                continue
            ident = 'khabar:region/%s-%s' % (code[:2], code[2:])
            key = slug(english_bare(english))
            if any(c == country for c, _ in self.regions.get(key, ())):
                self.out.drop('known already')
                continue
            if not head and (self.words.useless(name) or ' ' not in name and TRANSLATED.search(name)):
                self.out.drop('an ordinary word')
                continue
            aliases = self.bare_alias(name, country, 2) if count[(code[:2], fold(rest))] == 1 else []
            common = not head and self.unsure(name, english, 2)
            self.out.add(Entity(ident, 'GPE', name, english, common, aliases, country, prior=24))
            # Left out, it still says which country its towns lie in.
            self.regions.setdefault(key, set()).add((country, ident if ident in self.out.by_id else ''))

    # ---- places with their state ----

    def whole(self, words):
        """The country and region that stand behind a comma: a state, a country, a subdivision that only one country has."""
        key = slug(words)
        for country in ('Q30', 'Q16', 'Q408'):
            for c, ident in self.regions.get(key, ()):
                if c == country:
                    return country, ident
        if key in self.by_country_name:
            return self.by_country_name[key], ''
        found = self.regions.get(key, ())
        return next(iter(found)) if len(found) == 1 else None

    def with_state(self, english, arabic):
        town, _, state = english.rpartition(', ')
        note = re.fullmatch(r'(.*) \((.*)\)', english)
        if not town and note and self.whole(note.group(2)):
            town, state = note.groups()
        where = town and self.whole(state)
        if not where:
            return False
        country, region = where
        name, _ = without_note(arabic)
        head, rest = split_head(name)
        county = bool(re.search(r'\b(county|parish|borough|census area|municipality)$', town)) and not re.fullmatch('county|parish', town)
        if county and not head:
            return self.out.drop('English and Arabic speak of two kinds') or True
        bare = re.sub(r' (county|parish|borough|census area|municipality)$', '', town) if county else town
        if not county and len(self.towns.get(slug(town), ())) > 1:
            return self.out.drop('a name that towns of several states or countries have') or True
        if not is_arabic(name) or distance(re.sub(r'^(city|town|village) of ', '', bare), rest if county else name) > 0.4:
            self.out.drop('not the English name')
            return True
        if county and self.words.of_people(rest) or not head and (self.words.useless(name) or self.words.of_people(name)):
            self.out.drop('an ordinary word, or a given name')
            return True
        path = [self.qid.get(country, 'x')] + ([slug(state)] if region else []) + [slug(town)]
        self.out.add(Entity('khabar:place/' + '/'.join(path), 'GPE', name, capitals(town), not county and self.unsure(name, english, 0),
                            (), country, region, prior=8 if county else 12))
        return True

    # ---- kinds ----

    def of_kind(self, english, arabic, trusted):
        name, note = without_note(arabic)
        if not is_arabic(name) or len(name.split()) > 6:
            return
        plain = re.sub(r' \(.*\)', '', english)
        first = name.split()[0]
        for kind, starts in NATURE:
            if re.search(kind, plain) and any((name + ' ').startswith(s + ' ') for s in starts) and first != name and ' of ' not in plain:
                if re.search('battle|university|war|county|province|museum|language|park|national|treaty|people', plain):
                    return
                self.out.add(Entity('khabar:place/nature/' + slug(plain), 'LOC', name, capitals(plain), prior=16))
                return
        if re.search(r's of |history|list of|governors|districts|provinces|regions|counties', plain):
            return
        if REALM.search(plain) and (first in REALM_AR):
            self.out.add(Entity('khabar:place/realm/' + slug(plain), 'GPE', name, capitals(plain), prior=14))
            return
        head, rest = split_head(name)
        kind = ENGLISH_KIND.search(plain) or ENGLISH_KIND.search(english)
        if not kind and not trusted:
            return
        bare = english_bare(plain)
        found = self.regions.get(slug(bare), ())
        if len(found) == 1:  # another spelling of a subdivision that is there
            country, ident = next(iter(found))
            same = self.out.by_id.get(ident)
            if same and distance(bare, rest) <= 0.3 and len(slug(bare)) > 3:
                if head and not self.words.useless(name):
                    self.out.add(Entity(ident, 'GPE', name, same.english, False, (), country))
                elif not head and not self.words.useless(name) and fold(name) not in [fold(same.name)]:
                    self.out.add(Entity(ident, 'GPE', name, same.english, self.unsure(name, bare, 1), (), country))
            return
        if not self.fit(bare, rest) or (not head and (self.words.useless(name) or distance(bare, rest) > 0.3)):
            self.out.drop('not the English name')
            return
        if head and self.known.has('GPE', rest, ''):
            return self.out.drop('known already')
        if head in ('مملكة', 'إمبراطورية') or re.search('diocese|church|dynasty', plain):
            return
        self.out.add(Entity('khabar:place/' + slug(plain), 'GPE', name, capitals(plain), not head and self.unsure(name, english, 0), (),
                            prior=10))

    def learn_towns(self, lines):
        """Slug -> the states and countries that have a town of this name: nothing in a text of Salisbury says which one it is."""
        self.towns = {}
        for kind, english, *_ in lines:
            town, _, state = english.strip().lower().rpartition(', ')
            if kind in ('city', 'place', 'mixed_proper') and town:
                self.towns.setdefault(slug(town), set()).add(slug(state))
        for _, kind, iso, name, *_ in rows(self.folder + '/dr5hn_places_ar.tsv'):
            if kind == 'city' and iso not in ('US', 'CA', 'AU'):
                self.towns.setdefault(slug(name), set()).add(iso)

    def run(self):
        self.subdivisions()
        lines = rows(self.folder + '/arwikicats_proper_en_ar.tsv')
        self.learn_towns(lines)
        rest = []
        for kind, english, arabic, origin in lines:
            english = english.strip().lower()
            if kind not in ('city', 'place', 'mixed_proper') or re.search('[0-9]', english):
                continue
            if not self.with_state(english, arabic):
                rest.append((english, arabic, origin))
        for english, arabic, origin in rest:
            if origin.endswith('India_dd.json'):
                if distance(english, arabic) <= 0.3 and is_arabic(tidy(arabic)) and not self.words.useless(arabic):
                    self.out.add(Entity('khabar:place/in/' + slug(english), 'GPE', arabic, capitals(english), self.unsure(tidy(arabic), english, 1),
                                        (), 'Q668', prior=12))
                continue
            self.of_kind(english, arabic, origin.split('/')[-1] in ('regions.json', 'regions2.json', 'P17_PP.json', 'New_Keys.json'))


def main():
    places = Places(sys.argv[1], sys.argv[2])
    places.run()
    places.out.spell(Spellings(sys.argv[1]))
    places.out.write(ROOT + '/entities/generated-places.yaml', [
        'Made by annotations/tools/make-places.py; do not edit: an entity of a file written by hand takes the place of one from here.',
        'Subdivisions of countries (ISO 3166-2, khabar:region/CODE), cities and counties with their states, provinces, lands of history,',
        'rivers, lakes, mountains and islands. `common` is set where news counts do not show that the word stands for a place.'],
        ['Unicode CLDR, Arabic names of subdivisions (Unicode-3.0)', 'ArWikiCats, English and Arabic names of places (MIT)',
         'countries with Wikidata identifiers (Wikidata, CC0; taken from a list under ISC)', 'word counts of the ANT corpus 2015-2018 (counts only)'],
        'MIT for this file; the facts keep the terms of their sources')


if __name__ == '__main__':
    main()
