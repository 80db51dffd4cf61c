"""What the generators of annotations/entities/generated-*.yaml share about entities: what stands written by hand, which names are
ordinary words as well, and how a file is written.

A generated file never speaks of what a file written by hand has: an entity is left out when its id is taken, or one of its names
(folded) by a hand-written entity of the same type whose country is the same or unknown, or when a hand-written entity of the same type
has its English name.
"""
import csv
import glob
import os
import re
import sys

import yaml

from arabic import fold, is_arabic, latin, slug, tidy

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
LOADER = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)


def rows(path):
    with open(path, encoding='utf-8') as file:
        return [line.rstrip('\n').split('\t') for line in file]


def load(path):
    with open(path, encoding='utf-8') as file:
        return yaml.load(file, Loader=LOADER)


def text_of(name):
    return name['text'] if isinstance(name, dict) else name


# What English names of one person or club have in one list and lack in another.
OPTIONAL = set('pope king queen prince princess saint sir lord lady dr mag jr sr the al el'.split())
CLUB = set('fc afc sc cf ac bc sk bk fk nk kk cs us as ca cd ud krc kaa vfl vfb tsv sv if ff club football fotball basketball'.split())


def english_key(kind, english):
    """What is left of an English name when all that is optional is taken away."""
    english = re.sub(r'\(.*?\)|,.*', '', english.lower())
    words = latin(english)
    if kind == 'PERS':
        return ''.join(w for w in words if w not in OPTIONAL) or ''.join(words)
    if kind == 'ORG':
        return ''.join(w for w in words if w not in OPTIONAL and w not in CLUB and len(w) > 1 and not w.isdigit()) or ''.join(words)
    return ''.join(words)


class Known:
    """The entities that others have: written by hand, and of generated files that come before."""

    def __init__(self, generated=()):
        self.ids, self.names, self.region, self.demonyms = set(), {}, {}, set()
        self.of_club, self.english = set(), {}  # first words of longer names of bodies; slugs of English names -> types
        self.heads = {}  # first words of places' names of several words -> how many: سيدي, غار
        self.same = set()  # types and keys of English names
        self.main, self.other = {}, set()  # main names -> types; aliases, and main names that are common words
        by_hand = [p for p in sorted(glob.glob(ROOT + '/entities/*.yaml')) if not os.path.basename(p).startswith('generated-')]
        for path in by_hand + list(generated):
            for entity in load(path)['entities']:
                self.add(entity)

    def add(self, entity):
        """Takes an entity as it stands in YAML."""
        self.ids.add(entity['id'])
        main = entity.get('name', {})
        self.demonyms.update(fold(text_of(d)) for d in entity.get('demonyms', ()))
        kind, country = entity.get('type'), entity.get('country', '')
        if main.get('en'):
            self.english.setdefault(slug(text_of(main['en'])), set()).add(kind)
            self.same.add((kind, english_key(kind, text_of(main['en']))))
        for name in [main.get('ar')] + list(entity.get('aliases', ())):
            if not name:
                continue
            folded = fold(text_of(name))
            for key in {folded, folded.replace(' ', '')}:
                self.names.setdefault((kind, key), set()).add(country)
            if kind == 'ORG':
                self.learn_body(folded)
            if kind in ('GPE', 'LOC', 'FAC') and ' ' in folded:
                first = folded.split()[0]
                self.heads[first] = self.heads.get(first, 0) + 1
            if name is main.get('ar') and not entity.get('common') and not isinstance(name, dict):
                self.main.setdefault(folded, set()).add(kind)
            else:
                self.other.add(folded)
        if ':region-' in entity['id'] and country and main.get('en'):
            self.region[country, slug(main['en'])] = entity['id']

    def learn_body(self, name):
        words = fold(name).split()
        self.of_club.update(' '.join(words[:n]) for n in range(1, len(words)))

    def learn_clubs(self, folder):
        """Names that news says of a club rather than of its town: ريدينغ, ويست بروميتش (ألبيون). A town of that name needs its head."""
        self.clubs = set()
        for kind, english, arabic, _ in rows(folder + '/arwikicats_proper_en_ar.tsv'):
            if kind == 'club_league':
                words = fold(re.sub(r'\(.*|^نادي ', '', arabic.strip())).split()
                self.clubs.update(' '.join(words[:n]) for n in range(1, len(words) + 1))
                words = slug(re.sub(r'\(.*', '', english)).split('-')
                self.clubs.update('-'.join(words[:n]) for n in range(1, len(words) + 1))
        for path in glob.glob(ROOT + '/entities/clubs*.yaml'):
            for entity in load(path)['entities']:
                words = slug(text_of(entity['name'].get('en', ''))).split('-')
                self.clubs.update('-'.join(words[:n]) for n in range(1, len(words) + 1))

    def of_a_club(self, name, english):
        return fold(name) in self.clubs or slug(english) in self.clubs or fold(name) in CLUB_TOWNS + NAMESAKES

    def has(self, kind, name, country):
        countries = set()
        for same in ('GPE', 'LOC') if kind in ('GPE', 'LOC') else (kind,):
            for key in (fold(name), fold(name).replace(' ', '')):
                countries |= self.names.get((same, key), set())
        return country in countries or bool(countries) and (not country or '' in countries)

    def has_english(self, kind, english):
        return kind in ('PERS', 'ORG', 'EVENT', 'LAW', 'PRODUCT') and bool(english) and (kind, english_key(kind, english)) in self.same

    def better_known(self, kind, name, english=''):
        """Whether others have this name for something else that a reader rather thinks of: سان جيرمان is a club before it is a town."""
        folded = fold(name)
        if kind == 'GPE' and (self.heads.get(folded, 0) > 1 or set(folded.split()) <= DIRECTIONS):
            return True
        if kind == 'GPE' and ' ' in folded and folded in self.of_club:  # ويست بروميتش ألبيون
            return True
        if self.english.get(slug(english), {kind}) - {kind, 'GPE', 'LOC'}:
            return True
        return folded in self.other or bool(self.main.get(folded, {kind}) - {kind})


# A church, a club, a person: saints have given their names to many things.
SAINTS = ('سانت', 'سان', 'سانتا', 'ساو', 'سانتو', 'القديس', 'القديسه')
# A region called by nothing but these is another one in every country.
DIRECTIONS = set('شمال جنوب شرق غرب وسط الشمال الجنوب الشرق الغرب الوسط الشماليه الجنوبيه الشرقيه الغربيه الوسطي المركزيه الشمالي الجنوبي الشرقي الغربي الساحليه '
                 'العليا السفلي الاولي الثانيه الكبري الصغري منطقه مقاطعه اقليم ولايه المنطقه'.split())
# Names of these tongues are one short syllable after the other, which other names hold as well.
SYLLABIC = ('Q148', 'Q884', 'Q881', 'Q865', 'Q423')
# Towns whose clubs news has in mind more often, by hand: no list has these clubs.
CLUB_TOWNS = ('الظفره', 'دبا الفجيره', 'دبا الحصن')
# Common nouns and namesakes of something better known that no list here tells, by hand.
NAMESAKES = ('ذباب', 'ماديرا', 'حاره', 'بير', 'ويسير', 'منبه')


class Words:
    """Which names are ordinary words, or names of people, as well."""

    def __init__(self, evidence):
        lists = load(ROOT + '/lexicon/common-words.yaml')['attributes']
        self.common = set(map(fold, lists['common']))
        names = load(ROOT + '/lexicon/name-words.yaml')['attributes']
        self.given, self.name = set(map(fold, names['given-name'])), set(map(fold, names['name-word']))
        self.seen = {word: tuple(map(int, counts)) for word, *counts in rows(evidence)}

    def is_place(self, word, share=0.05):
        """News puts this word behind "city", "town", … as it does with places."""
        times, behind, _ = self.seen.get(word, (0, 0, 0))
        return behind >= 3 and behind >= (share if behind >= 5 else max(share, 0.3)) * times

    def clashes(self, word):
        """A frequent word behind a clitic looks like this one: وارى is read in وأرى."""
        return any(word.startswith(c) and self.seen.get(word[1:], (0,))[0] >= 10 for c in 'وفبلك')

    def useless(self, name):
        """Nothing but ordinary words, or too short: no head before it could make this a name that a machine should believe in."""
        words = fold(name).split()
        if len(words) == 1 and len(words[0]) < 4 and not self.is_place(words[0], 0.1):
            return True
        if name in NAMESAKES or fold(name) in NAMESAKES:
            return True
        if len(words) == 1 and self.seen.get(words[0], (0,))[0] > 60 and not self.is_place(words[0]):
            return True
        return all(w in self.common and not self.is_place(w, 0.2) for w in words)

    def of_people(self, name):
        """Given names and ordinary words alone: somebody else is meant."""
        return all((w in self.given or w in self.common) and not self.is_place(w, 0.2) for w in fold(name).split())

    def unsure(self, name, weight):
        """Whether a place of this name and weight (0 .. 3: village, town, city, large city) needs support by its context."""
        words = fold(name).split()
        if len(words) > 1:
            bare = [w for w in words if len(w) > 1 and not w.isdigit()]
            if words[0] in SAINTS and len(words) == 2 and weight < 3:
                return not self.is_place(words[-1], 0.2)
            if words[0] in ('ابو', 'ام', 'عبد', 'بن', 'ابن') or weight < 2 and all(w in self.given or w in self.name for w in bare):
                return not self.is_place(words[-1], 0.2)
            return all(w in self.common or w in self.given for w in bare) or len(bare) < 2 or len(''.join(words)) < 6
        word = words[0]
        times = self.seen.get(word, (0,))[0]
        clitic = sum(self.seen.get(c + word, (0,))[0] for c in 'وفبلك')
        if clitic > 2 * times + 2:  # فانيسا is no ف with the town of Inisa
            return True
        if len(word) < 4 or word in self.common or word in self.given or self.clashes(word):
            return True
        if word.endswith('ه') and word[:-1] in self.common:  # نفطه is its oil before it is Nefta
            return True
        if word.startswith('ال') and word[2:] in self.common:
            return True
        if self.is_place(word, 0.25 if word in self.name else 0.05):
            return False
        return weight < 3 or times > 2 or word in self.name or len(word) < 5


# ---- writing ---------------------------------------------------------------------------------------------------------------------

PLAIN = re.compile(r"(?!(?:null|true|false|yes|no|on|off|y|n|nan|inf)$)[^\W\d_](?:[\w .()/'’-]*[\w.)])?$", re.I)


def scalar(text):
    if PLAIN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def alias(item):
    name, common = item
    return '{text: %s, common: true}' % scalar(name) if common else scalar(name)


class Entity:
    """One to be written. `aliases` is a list of (name, common)."""

    def __init__(self, ident, kind, name, english, common=False, aliases=(), country='', region='', about=None, prior=1):
        self.id, self.kind, self.name, self.english, self.common = ident, kind, tidy(name), english, common
        self.country, self.region, self.about, self.prior = country, region, about, prior
        if kind == 'GPE' and country in SYLLABIC:
            short = lambda text: len(fold(text).replace(' ', '')) < 8
            self.common = self.common or short(self.name)
            aliases = [(text, marked or short(text)) for text, marked in aliases]
        self.known_well = False
        self.demonyms, self.aliases, seen = (), [], {fold(self.name)}
        for text, marked in aliases:
            text = tidy(text)
            if fold(text) not in seen:
                seen.add(fold(text))
                self.aliases.append((text, marked))

    def doubtful(self):
        """Its English name may be a word of English, or of a brand: one word, and nothing says that news writes of this place."""
        return (self.common or not self.known_well) and len(re.split('[ -]', self.english)) == 1

    def line(self):
        names = 'ar: ' + scalar(self.name) + (', en: ' + alias((self.english, self.doubtful())) if self.english else '')
        parts = ['id: ' + self.id, 'type: ' + self.kind, 'name: {%s}' % names]
        if self.common:
            parts.append('common: true')
        if self.aliases:
            parts.append('aliases: [%s]' % ', '.join(map(alias, self.aliases)))
        if self.demonyms:
            parts.append('demonyms: [%s]' % ', '.join(map(scalar, self.demonyms)))
        if self.about:
            parts.append('description: {ar: %s, en: %s}' % tuple(map(scalar, self.about)))
        if self.country:
            parts.append('country: ' + self.country)
        if self.region:
            parts.append('region: ' + self.region)
        parts.append('prior: %d' % self.prior)
        return '- {' + ', '.join(parts) + '}'

    def as_yaml(self):
        return {'id': self.id, 'type': self.kind, 'name': {'ar': self.name, 'en': self.english}, 'country': self.country,
                'common': self.common, 'aliases': [{'text': t, 'common': c} for t, c in self.aliases]}


class Collector:
    """Gathers entities in order of trust: of two that share an id, or a name within a type and country, the first stays, and takes the
    spellings of the second as aliases when both lists speak of the same English name."""

    def __init__(self, known):
        self.known, self.out, self.by_name, self.by_id, self.by_english, self.left_out = known, [], {}, {}, {}, {}

    def drop(self, why):
        self.left_out[why] = self.left_out.get(why, 0) + 1

    def add(self, entity):
        if not is_arabic(entity.name):
            return self.drop('not Arabic letters')
        if entity.id in self.known.ids or self.known.has(entity.kind, entity.name, entity.country):
            return self.drop('known already')
        if self.known.has_english(entity.kind, entity.english):
            return self.drop('known already by its English name')
        person = english_key('PERS', entity.english) if entity.kind == 'PERS' and entity.english else None
        same = self.by_id.get(entity.id) or self.by_english.get(person)
        if same:
            if fold(same.name) != fold(entity.name) and (same.country == entity.country or same.id != entity.id):
                same.aliases += [a for a in [(entity.name, entity.common)] if fold(a[0]) not in [fold(t) for t, _ in same.aliases]]
            return self.drop('joined to one of the same English name')
        if self.known.better_known(entity.kind, entity.name, entity.english):
            return self.drop('a name of something better known')
        entity.aliases = [a for a in entity.aliases if not self.known.better_known(entity.kind, a[0])]
        key = (entity.kind, fold(entity.name), entity.country, entity.region)
        if key in self.by_name:
            return self.drop('a namesake is there')
        self.by_name[key] = self.by_id[entity.id] = entity
        if person:
            self.by_english[person] = entity
        self.out.append(entity)

    def spell(self, spellings):
        """Adds the other spellings of names that need no support by their context."""
        for entity in self.out:
            if entity.common or not entity.english:
                continue
            there = {fold(entity.name)} | {fold(t) for t, _ in entity.aliases}
            for other in spellings.variants(entity.english, entity.name):
                if fold(other) not in there and not self.known.better_known(entity.kind, other) and not self.known.has(entity.kind, other, ''):
                    entity.aliases.append((other, False))

    def write(self, path, head, source, licence):
        with open(path + '.new', 'w', encoding='utf-8') as file:
            file.write(''.join('# ' + line + '\n' for line in head))
            file.write('source:\n' + ''.join('  - ' + ('"%s"' % s) + '\n' for s in source))
            file.write('licence: %s\nentities:\n' % licence)
            for entity in sorted(self.out, key=lambda e: e.id):
                file.write(entity.line() + '\n')
        os.replace(path + '.new', path)
        names = sum(1 + len(e.aliases) for e in self.out)
        print('%s: entities %d, Arabic names %d, marked common %d; left out: %s' % (
            os.path.basename(path), len(self.out), names, sum(e.common for e in self.out),
            ', '.join('%s %d' % item for item in sorted(self.left_out.items())) or '-'), file=sys.stderr)


def countries(folder):
    """ISO 3166-1 alpha-2 in small letters -> (QID, English name)."""
    return {r[1].lower(): (r[0], r[2]) for r in rows(folder + '/countries_qid_ar.tsv') if len(r[1]) == 2 and r[1].isalpha()}


__all__ = ['Collector', 'Entity', 'Known', 'ROOT', 'Words', 'countries', 'csv', 'load', 'rows', 'slug', 'text_of']
