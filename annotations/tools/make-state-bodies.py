#!/usr/bin/env python3
"""Makes annotations/entities/generated-state-bodies.yaml: the bodies that each state has and that news calls by kind and nationality.

    make-state-bodies.py NAMES-FOLDER       (countries_qid_ar.tsv gives the codes; the rest is annotations/entities/countries.yaml)

وزارة الخارجية السويدية, البرلمان الكيني, الجيش البلجيكي, البنك المركزي الهندي, الاتحاد الغاني لكرة القدم: noun and adjective agree, so a
country's demonyms (masculine singular) give all of them. A kind leaves out the states that have no such body, each list with its reason;
where that is not certain the state is left out. What a hand-written file has stays there.
"""
import sys

from arabic import fold
from knowledge import Collector, Entity, Known, ROOT, countries, load, text_of

ALL = ''
# States without armed forces (CIA World Factbook, "Military", of general knowledge), and those whose forces are a guard or police.
NO_ARMY = 'ad cr dm gd is ki kn lc li mc mh fm nr pw pa sb sm tv va vc ws vu mu ht bs ag bb sc to xk jm tt'.split()
# Defence lies with the head of government, or with security.
NO_DEFENCE = 'bs ag bb jm tt bz gy sc mt to bt km'.split()
# Monetary unions of West and Central Africa and the eastern Caribbean; states that use the money of another and have no central bank.
NO_CENTRAL_BANK = 'bj bf ci gw ml ne sn tg cm cf td cg gq ga ag dm gd kn lc vc pa mh fm pw nr tv ki ad mc li va us ps sg mv'.split()
# No elected parliament, another name in every paper, or dissolved in these years.
NO_PARLIAMENT = 'sa qa ae om bn va er sd af ml bf ne gn ga cn us ps ly tn td il kw'.split()
# Heads of state that are no presidents, and councils.
NO_PRESIDENCY = '''gb ca au nz jm bs bz ag gd kn lc vc pg sb tv es se no dk nl be lu li mc ad jp th my bn kh bt to jo sa kw bh qa om ma ls sz va ae ch sm
    ba ly sd ye kp mm af ht ws'''.split()
# Commonwealth states and others have a ministry of home affairs or of police instead.
NO_INTERIOR = '''gb us ca au nz in jp ie za ng gh ke ug tz zm mw bw na ls sz sl gm mu sc mv bd lk my sg bn pg fj sb vu ws to tv ki nr jm tt bb gy bz bs ag dm gd kn
    lc vc rw cm mz mh fm pw va mc sm li ad kr kp cn br mx id'''.split()
SMALL = 'va mc sm li ad nr tv pw mh fm ki kn dm ag gd lc vc'.split()
NO_FIFA = 'mc va ki mh fm nr pw tv gb'.split()
# Air forces as a service of their own.
AIR_FORCE = '''dz ao ar am au at az bh bd by be bo br bg kh ca cl cn co hr cu cz dk ec eg et fi fr de gr hu in id ir iq il it jp jo ke kw kp kr lb ly my mx ma mm
    nl ng no om pk pe ph pl pt qa ro ru sa rs sg sk za es lk sd se ch sy th tn tr ua ae gb us uy uz ve vn ye zw'''.split()


class Kind:
    """`names`: the main one first; %m and %f stand for the adjective, masculine or feminine, with its article."""

    def __init__(self, key, names, english, about, without=(), only=None, common=(), prior=30):
        self.key, self.names, self.english, self.about, self.prior = key, names, english, about, prior
        self.without, self.only, self.common = set(without), only and set(only), common


KINDS = [
    Kind('foreign', ['وزارة الخارجية %f', 'الخارجية %f', 'وزارة الشؤون الخارجية %f'], 'Ministry of Foreign Affairs of %s', 'وزارة|government ministry', SMALL,
         prior=36),
    Kind('defence', ['وزارة الدفاع %f', 'الدفاع %f'], 'Ministry of Defence of %s', 'وزارة|government ministry', NO_ARMY + NO_DEFENCE + SMALL, prior=36),
    Kind('interior', ['وزارة الداخلية %f', 'الداخلية %f'], 'Ministry of the Interior of %s', 'وزارة|government ministry', NO_INTERIOR, prior=36),
    Kind('finance', ['وزارة المالية %f', 'المالية %f'], 'Ministry of Finance of %s', 'وزارة|government ministry', SMALL + ['us', 'gb', 'au', 'ar'], common=[1]),
    Kind('health', ['وزارة الصحة %f', 'الصحة %f'], 'Ministry of Health of %s', 'وزارة|government ministry', SMALL, common=[1]),
    Kind('justice', ['وزارة العدل %f', 'العدل %f'], 'Ministry of Justice of %s', 'وزارة|government ministry', SMALL, common=[1]),
    Kind('parliament', ['البرلمان %m'], 'Parliament of %s', 'مجلس تشريعي|legislature', NO_PARLIAMENT),
    Kind('presidency', ['الرئاسة %f', 'رئاسة الجمهورية %f'], 'Presidency of %s', 'مؤسسة حكومية|government body', NO_PRESIDENCY + SMALL + ['us'],
         common=[0]),  # انتخابات الرئاسة الفرنسية: the office
    Kind('army', ['الجيش %m'], 'Army of %s', 'قوات مسلحة|armed forces', NO_ARMY),
    Kind('air-force', ['القوات الجوية %f', 'سلاح الجو %m', 'القوة الجوية %f'], 'Air Force of %s', 'قوات جوية|air force', only=AIR_FORCE),
    Kind('central-bank', ['البنك المركزي %m', 'المصرف المركزي %m'], 'Central bank of %s', 'مصرف مركزي|central bank', NO_CENTRAL_BANK),
    Kind('football', ['الاتحاد %m لكرة القدم', 'اتحاد كرة القدم %m', 'الاتحاد %m لكرة'], 'Football association of %s', 'اتحاد كرة قدم|football association',
         NO_FIFA),
    Kind('olympic', ['اللجنة الأولمبية %f', 'اللجنة الأولمبية الوطنية %f'], 'National Olympic Committee of %s', 'لجنة أولمبية|Olympic committee', ['va']),
]


def adjectives(demonym):
    """مالي -> المالي, المالية; كوري جنوبي -> الكوري الجنوبي, الكورية الجنوبية; None for a plural or what is no such adjective."""
    words = demonym.split()
    if not all(w.endswith('ي') and not w.startswith('ال') and len(w) > 2 for w in words):
        return None
    return ' '.join('ال' + w for w in words), ' '.join('ال' + w + 'ة' for w in words)


def states():
    """Sovereign states with their code, Arabic and English name and adjectives; the description of a territory begins otherwise."""
    code = {q: iso for iso, (q, _) in countries(sys.argv[1]).items()}
    for entity in load(ROOT + '/entities/countries.yaml')['entities']:
        if entity['id'] not in code or not entity.get('description', {}).get('ar', '').startswith('دولة'):
            continue
        forms = [a for a in (adjectives(text_of(d)) for d in entity.get('demonyms', ())) if a]
        if forms:
            yield entity['id'], code[entity['id']], text_of(entity['name']['ar']), text_of(entity['name']['en']), forms


def main():
    known = Known()
    out = Collector(known)
    whose = {}  # an adjective that two states share (كونغولي, غيني) says nothing
    for ident, _, _, _, forms in states():
        for form in forms:
            whose.setdefault(fold(form[0]), set()).add(ident)
    for ident, code, arabic, english, forms in states():
        forms = [f for f in forms if len(whose[fold(f[0])]) == 1]
        if not forms:
            continue
        for kind in KINDS:
            if code in kind.without or kind.only is not None and code not in kind.only:
                continue
            names = [(pattern.replace('%m', m).replace('%f', f), i in kind.common) for m, f in forms for i, pattern in enumerate(kind.names)]
            if any(known.has('ORG', name, ident) for name, common in names if not common):
                out.drop('known already')
                continue
            about = kind.about.split('|')
            entity = Entity('khabar:org-%s-%s' % (kind.key, code), 'ORG', names[0][0], kind.english % english, 0 in kind.common, names[1:], ident,
                            about=(about[0] + ' في ' + arabic, about[1] + ' in ' + english), prior=kind.prior)
            out.add(entity)
    out.write(ROOT + '/entities/generated-state-bodies.yaml', [
        'Made by annotations/tools/make-state-bodies.py; do not edit: an entity of a file written by hand takes the place of one from here.',
        'Bodies that each state has, under the names that news gives them, by kind and nationality.'],
        ['annotations/entities/countries.yaml: names and demonyms of states', 'general knowledge of which states have no army, no parliament, no central '
         'bank or no membership of FIFA: they stand in the script, each list with its reason'],
        'MIT')


if __name__ == '__main__':
    main()
