#!/usr/bin/env python3
"""Makes annotations/entities/generated-people.yaml and generated-organisations.yaml: people, members of parliaments, clubs,
competitions, brands, peoples, and of a mixed list what says by itself which type it has.

    make-names.py NAMES-FOLDER EVIDENCE.tsv       (NAMES-FOLDER: the lists below; EVIDENCE: word-evidence.py)

Reads arwikicats_proper_en_ar.tsv and arwikicats/ (MIT), everypolitician_2015_ar.tsv (facts), name_suggestion_index_ar.tsv
(BSD-3-Clause), countries_qid_ar.tsv (ISC).
"""
import json
import re
import sys

from arabic import capitals, distance, fold, is_arabic, slug, tidy
from knowledge import Collector, Entity, Known, ROOT, SAINTS, Words, countries, rows
from spellings import Spellings

RULER = re.compile(r' (ملك|ملكة|إمبراطور|امبراطور|قيصر|دوق|أمير|أميرة|سلطان|خديوي|البابا) .*$')
NOT_A_PERSON = re.compile(r'''\b(band|group|family|brothers|sisters|dynasty|house of|orchestra|crew|the [a-z]+s|trio|and|&|ensemble|choir|clan|murders?|
    assassination|death|trial|killing|festival|award|(films|works|taxa|albums|songs|books|plays|paintings|buildings).*\ by)\b''', re.X)
# Their Arabic is another's, or half of the name. Found by reading those whose two names do not sound alike.
WRONG = set('''woody-guthrie guido-von-list thomas-c-lea-iii johann-friedrich-von-eschscholtz brian-mulroney james-k-polk les-claypool david-archuleta
    wladyslaw-szpilman hideyuki-kikuchi emperor-tenmu lauren-jauregui alberto-santos-dumont irene-of-athens h-syamsul-bachri dale-earnhardt-jr
    beverley-knight siobhan-donaghy'''.split())
# The list leaves the article of bynames out.
BYNAME = re.compile(r''' (?=(great|magnificent|terrible|silent|giant|ripper|elder|younger|apostle|evangelist|baptist|conqueror|isaurian|black\ prince|impaler|
    lionheart|pious|bald|fat|fair|bold|wise|good|cruel|simple|lame|confessor|victorious|handsome|rich|rapper|queen\ mother)$)''', re.X)
TITLES = re.compile(r'^(pope|king|queen|prince|princess|saint|emperor|empress|sultan|tsar|st\.|dr\.|lord|lady|sir|caliph) ')
TITLES_AR = re.compile('^(البابا|الملك|الملكة|القديس|القديسة|الأمير|الأميرة|السلطان|الإمبراطور|الدكتور|دكتور|د|السير|اللورد|الشيخ|الحاج|السيد) ')

COMPETITION = re.compile('(^| )(دوري|الدوري|كأس|بطولة|البطولة|بطولات|سوبر|السوبر|نهائيات|سلسلة|سباق|طواف|رالي|جائزة|دورة|أولمبياد|ألعاب|الألعاب|تصفيات|كوبا|ماراثون|مونديال)')
BODY = re.compile('^(الاتحاد|اتحاد|رابطة|الرابطة|اللجنة|لجنة|مجلس|كونفدرالية)')
# English, how the Arabic begins, type. Both must say it.
KINDS = [
    (r'university\b', 'جامعة', 'ORG'), (r'\bairport\b', 'مطار', 'FAC'), (r'\bstadium\b', 'ملعب استاد إستاد', 'FAC'), (r'\bbridge\b', 'جسر', 'FAC'),
    (r'\bpalace\b', 'قصر', 'FAC'), (r'\bcastle\b', 'قلعة قصر', 'FAC'), (r'\bcathedral\b', 'كاتدرائية', 'FAC'), (r'\bmosque\b', 'مسجد جامع', 'FAC'),
    (r'\bprison\b', 'سجن', 'FAC'), (r'\bsquare\b', 'ميدان ساحة', 'FAC'), (r'\btower\b', 'برج', 'FAC'), (r'\bdam\b', 'سد', 'FAC'), (r'\bport of\b', 'ميناء', 'FAC'),
    (r'\b(railway )?station\b', 'محطة', 'FAC'), (r'\b(metro|subway|underground)\b', 'مترو', 'FAC'), (r'\bmuseum\b', 'متحف', 'FAC'), (r'\btemple\b', 'معبد', 'FAC'),
    (r'\bmonastery|abbey\b', 'دير', 'FAC'), (r'\bcanal\b', 'قناة', 'FAC'), (r'\b(street|avenue|boulevard)\b', 'شارع جادة', 'FAC'), (r'\bhospital\b', 'مستشفى', 'FAC'),
    (r'\bwars?\b', 'حرب الحرب حروب الحروب', 'EVENT'), (r'\bbattle of\b', 'معركة', 'EVENT'), (r'\bsiege of\b', 'حصار', 'EVENT'), (r'\brevolution\b', 'ثورة الثورة', 'EVENT'),
    (r'\b(festival)\b', 'مهرجان', 'EVENT'), (r'\b(uprising|revolt|rebellion)\b', 'انتفاضة تمرد ثورة', 'EVENT'), (r'\bconference\b', 'مؤتمر', 'EVENT'), (r'\bmassacre\b', 'مذبحة مجزرة', 'EVENT'),
    (r'\bexpedition|crusade\b', 'حملة الحملة', 'EVENT'), (r'\bearthquake\b', 'زلزال', 'EVENT'), (r'\bolympics\b', 'الألعاب أولمبياد', 'EVENT'),
    (r'\btreat(y|ies)\b', 'معاهدة', 'LAW'), (r'\b(convention|agreement|accords?|protocol)\b', 'اتفاقية اتفاق اتفاقيات بروتوكول', 'LAW'), (r'\bconstitution\b', 'دستور', 'LAW'),
    (r'\b(act|law)\b', 'قانون', 'LAW'), (r'\b(award|prize|medal)s?\b', 'جائزة جوائز وسام ميدالية', 'PRODUCT'),
    (r'\bparty\b', 'حزب الحزب', 'ORG'), (r'\bbank\b', 'بنك مصرف البنك المصرف', 'ORG'), (r'\bair(lines|ways)\b', 'الخطوط خطوط طيران', 'ORG'),
    (r'\b(organi[sz]ation)\b', 'منظمة', 'ORG'), (r'\b(institute|institution)\b', 'معهد مؤسسة', 'ORG'), (r'\bagency\b', 'وكالة', 'ORG'), (r'\bministry of\b', 'وزارة', 'ORG'),
    (r'\b(association|society)\b', 'جمعية رابطة الجمعية', 'ORG'), (r'\b(army|forces?)\b', 'جيش الجيش قوات', 'ORG'), (r'\b(committee|commission)\b', 'لجنة اللجنة', 'ORG'),
    (r'\b(academy)\b', 'أكاديمية', 'ORG'), (r'\b(orchestra)\b', 'أوركسترا', 'ORG'), (r'\b(front|movement)\b', 'جبهة حركة الجبهة', 'ORG'), (r'\bcouncil\b', 'مجلس المجلس', 'ORG'),
    (r'\bfoundation\b', 'مؤسسة', 'ORG'), (r'\bcollege|school\b', 'كلية مدرسة', 'ORG'), (r'\bcorporation|company\b', 'شركة', 'ORG')]
NOTES = {'PRODUCT': 'فيلم رواية مسلسل لعبة ألبوم أغنية كتاب مجلة برنامج مسرحية أوبرا سلسلة', 'ORG': 'صحيفة شركة فرقة منظمة قناة جريدة وكالة حزب'}
NOTES = {word: kind for kind, words in NOTES.items() for word in words.split()}
GENERIC = re.compile(r"^(list of|history of|culture|politics|geography|economy|religion|music|education|[a-z]+ (in|of) the )|'s | people$")
CLUB = re.compile('^(نادي|النادي) ')

ABOUT = {  # country as EveryPolitician writes it: Arabic and English adjective
    'Iraq': ('عراقي', 'Iraqi'), 'Syria': ('سوري', 'Syrian'), 'Yemen': ('يمني', 'Yemeni'), 'Lebanon': ('لبناني', 'Lebanese'), 'Kuwait': ('كويتي', 'Kuwaiti'),
    'Bahrain': ('بحريني', 'Bahraini'), 'United_Arab_Emirates': ('إماراتي', 'Emirati'), 'Jordan': ('أردني', 'Jordanian'), 'Morocco': ('مغربي', 'Moroccan')}
ENGLISH_OF = {'United_States_of_America': 'United States', 'UK': 'United Kingdom', 'Scotland': 'United Kingdom', 'Northern_Ireland': 'United Kingdom',
              'Czech_Republic': 'Czechia'}


class Names:
    def __init__(self, folder, evidence):
        self.folder = folder
        self.words = Words(evidence)
        known = Known()
        self.people, self.bodies = Collector(known), Collector(known)
        self.known = known
        self.qid_of = {name: q for q, name in countries(folder).values()}
        self.lines = [(k, e.strip().lower(), a, o) for k, e, a, o in rows(folder + '/arwikicats_proper_en_ar.tsv')]

    # ---- people ----

    def members(self):
        """Members of parliaments of 2015. The Arab ones have their names in Arabic alone."""
        for ident, country, english, arabic in rows(self.folder + '/everypolitician_2015_ar.tsv'):
            if country.startswith('ORG:') or country == 'Northern_Cyprus':
                continue
            name = tidy(re.sub(r'\(.*', '', arabic))
            while TITLES_AR.match(name):
                name = TITLES_AR.sub('', name)
            name = re.sub(r'^(عبد)(?=ال)', 'عبد ', name) if name.startswith('عبدال') else name
            if not is_arabic(name) or not 2 <= len(name.split()) <= 6:
                self.people.drop('no full name in Arabic letters')
                continue
            where = self.qid_of.get(ENGLISH_OF.get(country, country.replace('_', ' ')), '')
            english = '' if re.search('[\u0600-\u06ff]', english) else re.sub(r'^(Dr|Mr|Mrs|Sheikh)\.? ', '', english.replace('  ', ' ')).strip()
            english = re.sub(r'^Mag\. |, [IVX]+$', '', english)
            english = capitals(english.lower()) if english.isupper() else english
            if slug(english) in WRONG or english and distance(english, name) > 0.5:
                self.people.drop('not the English name')
                continue
            if not ident.startswith('Q'):
                ident = 'khabar:person/ep-' + ident[3:].split('-')[0]
            about = ABOUT.get(country)
            about = ('عضو البرلمان ال%s' % about[0], about[1] + ' member of parliament') if about else None
            if len(name.split()) == 2 and (self.words.of_people(name) or any(w in self.words.common for w in fold(name).split())):
                self.people.drop('two given names')
                continue
            self.people.add(Entity(ident, 'PERS', name, english, False, (), where, '', about, 12))

    def persons(self):
        starts = set()  # مارتن لوثر, for there is a مارتن لوثر كينغ
        for kind, english, arabic, _ in self.lines:
            words = fold(re.sub(r'\(.*?\)', '', arabic)).split()
            starts.update(' '.join(words[:n]) for n in range(2, len(words)) if kind == 'person')
        starts |= {' '.join(f.split()[:n]) for k, f in self.known.names if k == 'PERS' for n in range(2, len(f.split()))}
        for kind, english, arabic, _ in self.lines:
            if kind != 'person' or NOT_A_PERSON.search(english) or slug(english) in WRONG:
                continue
            plain = BYNAME.sub(' the ', re.sub(r'\s*\(.*?\)', '', english))
            name = RULER.sub('', tidy(re.sub(r'\(.*?\)', '', arabic)))
            name = TITLES_AR.sub('', name) if TITLES.match(plain) and len(name.split()) > 2 else name
            bare = TITLES.sub('', plain)
            if re.search(r'\bof\b', plain):  # ferdinand ii of aragon
                bare = re.sub(r' of .*', '', bare)
            words = fold(name).split()
            if not is_arabic(name) or not 1 <= len(words) <= 6:
                self.people.drop('not Arabic letters')
                continue
            far = distance(re.sub(r'\b[ivx]+\b', '', bare), re.sub(' (الأول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|الثامن|التاسع|العاشر|الحادي|عشر)\\b', '', name))
            if far > 0.45 and not any(w in self.words.given for w in words):
                self.people.drop('not the English name')
                continue
            common = len(words) == 1 or all(w in self.words.common or w in self.words.given for w in words)
            if all(w in self.words.common for w in words) or len(''.join(words)) < 4:
                self.people.drop('an ordinary word')
                continue
            if len(words) == 1 and re.search(r'[,(]| of ', english):
                self.people.drop('a place, or one word that many are called')
                continue
            if fold(name) in starts:
                self.people.drop('the beginning of a longer name')
                continue
            if self.known.has('GPE', name, '') or len(words) == 1 and (words[0] in self.words.given or words[0] in self.words.name):
                self.people.drop('a place, or one word that many are called')
                continue
            self.people.add(Entity('khabar:person/' + slug(english), 'PERS', name, capitals(plain), common, (), prior=14))

    # ---- clubs and competitions ----

    def clubs(self):
        for kind, english, arabic, origin in self.lines:
            if kind != 'club_league' or not english:
                continue
            name = tidy(re.sub(r'\(.*?\)', '', arabic))
            plain = re.sub(r'\s*\(.*?\)', '', english)
            if not is_arabic(name.replace('.', ' ')) or '.' in name:
                self.bodies.drop('not Arabic letters')
                continue
            if COMPETITION.search(name):
                if len(name.split()) > 1 and not self.words.useless(name):
                    self.bodies.add(Entity('khabar:event/' + slug(english), 'EVENT', name, capitals(plain), self.words.unsure(name, 3), (), prior=14))
                continue
            if BODY.match(name):
                if len(name.split()) > 2:
                    self.bodies.add(Entity('khabar:org/' + slug(english), 'ORG', name, capitals(plain), False, (), prior=14))
                continue
            if not origin.endswith('Clubs_key.json') or re.match('sports?\\b', plain):
                continue
            bare = re.sub(' (لكرة القدم|لكرة السلة|الرياضي|الرياضية|لكرة اليد)$', '', CLUB.sub('', name))
            words = re.sub(r'\b(fc|f\.c\.|afc|a\.f\.c\.|sc|s\.c\.|cf|c\.f\.|cd|ac|a\.c\.|club|fk|nk|sk|bk|if|sv|basketball|football)\b\.?', ' ', plain)
            if not re.sub('[^a-z]', '', words) or distance(words, bare) > 0.5 and not CLUB.match(name):
                self.bodies.drop('not the English name')
                continue
            # نادي and a nationality behind it are no part of the name; a town's name needs its head.
            last = fold(bare).split()[-1]
            if len(bare.split()) > 1 and (last in self.known.demonyms or last.removeprefix('ال') in self.known.demonyms):
                bare = bare.rsplit(' ', 1)[0]
            if self.words.useless(bare) or self.words.of_people(bare) or re.match('(شمال|جنوب|شرق|غرب|وسط) ', bare):
                self.bodies.drop('an ordinary word')
                continue
            if len(bare.split()) == 1 and fold(bare) in self.words.name and self.words.seen.get(fold(bare), (0,))[0] > 20:
                self.bodies.drop('a name of people')
                continue
            common = len(bare.split()) == 1 or fold(bare).split()[0] in SAINTS and len(bare.split()) == 2 or bool(self.known.main.get(fold(bare)))
            self.bodies.add(Entity('khabar:club/' + slug(english), 'ORG', bare, capitals(plain), common, (), prior=12))

    # ---- things ----

    def things(self):
        for kind, english, arabic, _ in self.lines:
            if kind not in ('city', 'place', 'mixed_proper') or GENERIC.search(english):
                continue
            note = re.search(r'\(([^)]*)\)$', arabic.strip())
            name = tidy(re.sub(r'\s*\(.*?\)', '', arabic))
            plain = re.sub(r'\s*\(.*?\)', '', english)
            if not is_arabic(name) or len(name.split()) > 7 or self.words.useless(name):
                continue
            first = name.split()[0]
            if note and note.group(1).split()[0] in NOTES and not re.search(r'\d', name):
                kind = NOTES[note.group(1).split()[0]]
                common = len(name.split()) == 1 or all(w in self.words.common or w in self.words.given for w in fold(name).split())
                if len(name.split()) == 1 and (self.words.is_place(fold(name)) or self.words.seen.get(fold(name), (0,))[0] > 200):
                    continue
                if kind == 'PRODUCT' and distance(plain, name) > 0.3:
                    common = True  # a title in translation is a phrase of ordinary words
                self.bodies.add(Entity('khabar:%s/%s' % ('work' if kind == 'PRODUCT' else 'org', slug(english)), kind, name, capitals(plain), common,
                                       (), prior=12))
                continue
            if len(name.split()) < 2 or note:
                continue
            for pattern, starts, what in KINDS:
                if re.search(pattern, plain) and first in starts.split():
                    rest = name.split(None, 1)[1]
                    if all(w in self.words.common for w in fold(rest).split()) and len(name.split()) < 3:
                        self.bodies.drop('ordinary words')
                        break
                    folder = {'ORG': 'org', 'FAC': 'facility', 'EVENT': 'event', 'LAW': 'law', 'PRODUCT': 'work'}[what]
                    self.bodies.add(Entity('khabar:%s/%s' % (folder, slug(english)), what, name, capitals(plain), False, (), prior=14))
                    break

    def brands(self):
        for ident, path, english, names in rows(self.folder + '/name_suggestion_index_ar.tsv'):
            if not ident.startswith('Q') or not path.startswith('brands/') or 'bus' in path:
                continue
            arabic = [tidy(re.sub(r'\(.*?\)', '', n)) for n in names.split('|')]
            arabic = [n for n in arabic if is_arabic(n) and 'بانک' not in names and not re.search('[پچگژ]', n)]
            arabic = [n for n in arabic if not self.words.useless(n)]
            if not arabic or ident in self.known.ids:
                continue
            english = re.sub(r'\s*[\u0600-\u06ff].*', '', english).strip()
            sure = lambda n: len(n.split()) > 1 and not self.words.useless(n)
            if all(w in self.words.common for w in fold(arabic[0]).split()):
                arabic.sort(key=lambda n: -len(n.split()))
            self.bodies.add(Entity(ident, 'ORG', arabic[0], english, not sure(arabic[0]), [(n, not sure(n)) for n in arabic[1:]], prior=16))

    def peoples(self):
        for file in ('sub_nats.json', 'sub_nats_with_ar_or_en.json'):
            with open('%s/arwikicats/nationalities/%s' % (self.folder, file), encoding='utf-8') as data:
                for english, forms in json.load(data).items():
                    male = forms.get('male', '')
                    if english in ('swahili', 'guianan') or not is_arabic(male) or len(male.split()) > 1 or not male.endswith('ي') or len(fold(male)) < 5:
                        continue
                    if any(('NORP', fold(f)) in self.known.names or fold(f) in self.known.demonyms for f in (male, forms['the_male'], forms['males'])):
                        continue
                    if fold(male) in self.words.common or fold(male) in self.words.name or fold(forms['the_male']) in self.words.common:
                        continue
                    plural = forms['males'] if forms['males'].startswith('ال') else 'ال' + forms['males']
                    entity = Entity('khabar:people/' + slug(english), 'NORP', plural, capitals(english), False, (), prior=12)
                    entity.demonyms = [male] + ([forms['males']] if not forms['males'].endswith('ون') else [])
                    self.bodies.add(entity)


def main():
    names = Names(sys.argv[1], sys.argv[2])
    names.members()
    names.persons()
    names.clubs()
    names.brands()
    names.peoples()
    names.things()
    spellings = Spellings(sys.argv[1])
    names.people.spell(spellings)
    names.bodies.spell(spellings)
    lists = 'ArWikiCats, English and Arabic names (MIT)'
    counts = 'word counts of the ANT corpus 2015-2018 (counts only)'
    names.people.write(ROOT + '/entities/generated-people.yaml', [
        'Made by annotations/tools/make-names.py; do not edit: an entity of a file written by hand takes the place of one from here.',
        'Members of parliaments of 2015 (khabar:person/ep-…: the beginning of their identifier there) and people of the encyclopedia.',
        'A name of one word is marked common: it needs support by its context.'],
        ['EveryPolitician, 2015: members of parliaments, with Wikidata identifiers where they have one (facts)', lists, counts],
        'MIT for this file; the facts keep the terms of their sources')
    names.bodies.write(ROOT + '/entities/generated-organisations.yaml', [
        'Made by annotations/tools/make-names.py; do not edit: an entity of a file written by hand takes the place of one from here.',
        'Clubs, competitions, brands, peoples, and universities, airports, wars, treaties … that English and Arabic both name as such.'],
        [lists, 'OpenStreetMap name-suggestion-index: brands with Arabic names and Wikidata identifiers (BSD-3-Clause)', counts],
        'MIT for this file; the facts keep the terms of their sources')


if __name__ == '__main__':
    main()
