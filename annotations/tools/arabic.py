"""What the generators of annotations/entities/generated-*.yaml share about spelling: folding as khabar's matching does it, and
whether an Arabic name can be a Latin name written in Arabic letters.

    distance('Vukovar', 'فوكوفار')  -> 0.0        letters of one stand for letters of the other
    distance('Ennery', 'الطاقة')    -> 1.0        translated, mistaken or of another place
"""
import re
import unicodedata

MARKS = re.compile('[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
FOLDED = str.maketrans({'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ي', 'ئ': 'ي', 'ی': 'ي', 'ؤ': 'و', 'ة': 'ه', 'ھ': 'ه', 'ہ': 'ه',
                        'ک': 'ك', 'ۃ': 'ه', 'ے': 'ي'})
WORD = re.compile('[\u0621-\u063a\u0641-\u064a]+')


def fold(text):
    """As core/text/fold.c: hamza, final ya, ta marbuta, marks and tatweel make no difference; nor does punctuation here."""
    text = MARKS.sub('', unicodedata.normalize('NFKC', text)).translate(FOLDED)
    return ' '.join(re.findall(r'\w+', text))


def tidy(text):
    """The spelling that is shipped: no marks, no doubled spaces, Arabic letters instead of look-alikes of other languages."""
    text = MARKS.sub('', unicodedata.normalize('NFC', text).replace('\u00a0', ' '))
    text = text.translate(str.maketrans({'ھ': 'ه', 'ہ': 'ه', 'ک': 'ك', 'ی': 'ي', 'ۃ': 'ة'}))
    return re.sub(r'\s+', ' ', text).strip(' ,،.-')


def is_arabic(text):
    """Whole words of the letters that Arabic news uses, with hyphens and digits at most."""
    return bool(re.fullmatch('[\u0621-\u063a\u0641-\u064aپڤگچژ]+([ -]+([\u0621-\u063a\u0641-\u064aپڤگچژ]+|[0-9]{1,4}))*', text))


# ---- Latin letters in Arabic ---------------------------------------------------------------------------------------------------

LATIN = str.maketrans({'ł': 'l', 'ø': 'o', 'đ': 'd', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ı': 'i', 'ə': 'a', 'ħ': 'h', 'þ': 'th', 'ð': 'd', 'ŋ': 'ng',
                       'ʻ': '', 'ʼ': '', '’': '', '‘': '', "'": '', '`': ''})
# What a letter or group of letters may become. '' : it may stay silent.
SOUNDS = {
    'b': 'ب ف', 'p': 'ب پ', 't': 'ت ط د', 'd': 'د ض ذ ت ظ', 'g': 'ج غ ق ك گ خ ي', 'j': 'ج ي خ ه ژ غ ش', 'k': 'ك ق خ', 'c': 'ك س ق تش ش ث ج تس ص',
    'q': 'ق ك غ تش', 'f': 'ف', 'v': 'ف ڤ و ب', 'w': 'و ف', 'x': 'كس خ ش س ز اكس كز غز شي تش', 's': 'س ص ز ش', 'z': 'ز س ذ ث تس ظ ض ص',
    'h': 'ه ح خ غ -', 'l': 'ل', 'm': 'م ن', 'n': 'ن م', 'r': 'ر', 'y': 'ي ا و ه ج -',
    'a': '- ا ي ه ع و ء', 'e': '- ا ي ه ع ء', 'i': '- ي ا ع ه ء', 'o': '- و ا ع ه ء ي', 'u': '- و ي ا ع ه ء', 'ij': 'اي ي',
    'sh': 'ش', 'ch': 'ش تش ك خ ج تس', 'kh': 'خ ك ه ح', 'gh': 'غ ج ق ف -', 'th': 'ث ت ذ ط د', 'dh': 'ذ د ض ظ', 'ph': 'ف ب', 'zh': 'ج ژ ش تش ز',
    'sch': 'ش سك سخ', 'tsch': 'تش', 'cz': 'تش ز', 'sz': 'ش س', 'rz': 'ج ز', 'ng': 'نغ نج نق نك ن نگ', 'gn': 'ني ن غن', 'gl': 'لي ل غل جل', 'll': 'ل ي ج لي',
    'nh': 'ني ن', 'lh': 'لي ل', 'ts': 'تس ز س', 'tz': 'تس ز', 'dz': 'دز ز دج', 'dj': 'ج دج', 'tch': 'تش', 'dg': 'ج', 'ti': 'ش تي', 'qu': 'ك كو كي قو ق كوي',
    'gu': 'غ ج غو جو غي قو', 'sc': 'س سك ش', 'kn': 'ن كن', 'wr': 'ر', 'wh': 'و ه', 'lj': 'لي ل', 'nj': 'ني نج ن', 'ck': 'ك ق', 'ss': 'س ش ص', 'xh': 'ج خ',
    'ya': 'يا ا', 'yu': 'يو', 'll ': 'ل', 'gi': 'جي ج', 'ci': 'تشي سي تش س ش', 'sk': 'سك شك', 'kj': 'ش كي', 'skj': 'ش', 'sj': 'ش سي', 'tj': 'تي ش', 'hj': 'ي',
    'cs': 'تش', 'zs': 'ج ز', 'gy': 'غي جي دي ج', 'ly': 'لي ي', 'ou': 'و او', 'oo': 'و', 'ee': 'ي', 'eau': 'و', 'au': 'او و', 'eu': 'و يو اوي', 'ei': 'اي ي', 'tt': 'ت ط',
    'ho': 'هو و', 'hw': 'هو', 'ld': 'لد ل', 'mb': 'مب م', 'rh': 'ر', 'dd': 'د ذ ض', 'zz': 'تس ز ص', 'cc': 'كك ك تش كس ق', 'gg': 'ج غ', 'ough': 'و ف -', 'gt': 'ت غت',
}
SOUNDS = {k.strip(): [s.replace('-', '') for s in v.split()] for k, v in SOUNDS.items()}
LONGEST = max(map(len, SOUNDS))
SOFT = set('اويهعء')  # letters that may stand for a vowel nobody wrote
FINAL = set('eshtx')  # Latin letters that are often silent at the end of a word


def latin(text):
    text = unicodedata.normalize('NFD', text.lower().translate(LATIN))
    return re.sub('[^a-z ]', '', re.sub('[-‐–/.,]', ' ', ''.join(c for c in text if not unicodedata.combining(c)))).split()


def distance(name, arabic):
    """How much of the two has no counterpart in the other, 0 .. 1: letters by letters, the cheapest way, over the length."""
    words, right = latin(name), fold(arabic).replace(' ', '')
    left, last = ''.join(words), set()
    at = 0
    for word in words:
        at += len(word)
        last.add(at)
    n, m = len(left), len(right)
    if not n or not m:
        return 1.0
    far = n + m + 1.0
    cost = [[far] * (m + 1) for _ in range(n + 1)]
    cost[0][0] = 0.0
    for i in range(n + 1):
        row = cost[i]
        for k in range(m + 1):
            here = row[k]
            if here >= far:
                continue
            if k < m:  # an Arabic letter without counterpart
                more = here + (0.3 if right[k] in SOFT else 1.0)
                if more < row[k + 1]:
                    row[k + 1] = more
            if i == n:
                continue
            # a Latin letter without counterpart
            drop = 0.0 if i and left[i] == left[i - 1] else 0.35 if (i + 1 in last and left[i] in FINAL) else 1.0
            if here + drop < cost[i + 1][k]:
                cost[i + 1][k] = here + drop
            for size in range(1, min(LONGEST, n - i) + 1):
                target = cost[i + size]
                for sound in SOUNDS.get(left[i:i + size], ()):
                    if right.startswith(sound, k) and here < target[k + len(sound)]:
                        target[k + len(sound)] = here
    heard = sum(c not in 'aeiouy' for c in left)
    return min(1.0, cost[n][m] / max(1.0, 0.5 * (heard + sum(c not in SOFT for c in right))))


# ---- ids and English names -----------------------------------------------------------------------------------------------------

def slug(text):
    return '-'.join(latin(text))


SMALL = {'of', 'the', 'and', 'de', 'del', 'della', 'di', 'da', 'do', 'dos', 'das', 'du', 'des', 'la', 'le', 'las', 'los', 'van', 'von', 'der', 'den', 'e', 'y',
         'on', 'in', 'upon', 'sur', 'en', 'al-', 'bin', 'ibn', 'am', 'an', 'for', 'at', 'to', 'by', 'with', 'und'}
LOUD = {'fc', 'ac', 'sc', 'cf', 'cd', 'ud', 'ca', 'us', 'ss', 'as', 'afc', 'uefa', 'fifa', 'caf', 'fiba', 'ioc', 'usa', 'uae', 'uk', 'usl', 'nba', 'nfl', 'nhl', 'tv', 'bc', 'kc', 'hc', 'sv', 'tsv', 'vfb', 'vfl', 'psv', 'az', 'rc',
        'ogc', 'cska', 'bnp', 'gcc', 'asec', 'cs', 'sco', 'mšk', 'fk', 'nk', 'hk', 'bk', 'if', 'ff', 'ik', 'sk', 'mk', 'pfc', 'rfc', 'kk', 'bsc', 'cb', 'sd', 'rcd', 'cp', 'jk', 'csm',
        'csd', 'u.s.'}


def capitals(text):
    """The lists write English in small letters: a capital for each word that has one in a name."""
    def word(match):
        w = match.group()
        bare = w.rstrip(',')
        if re.fullmatch('[mdjs][rt]\\.', bare):
            return w[0].upper() + w[1:]
        if match.start() and re.fullmatch('[ivx]{2,}', bare) or bare in LOUD:
            return w.upper()
        inner = re.fullmatch("(mc|o')([a-z]{3,})", bare)  # McIndoe, O'Rourke
        if inner:
            return inner.group(1)[0].upper() + inner.group(1)[1:] + w[len(inner.group(1))].upper() + w[len(inner.group(1)) + 1:]
        if '.' in w and len(w.replace('.', '')) * 2 <= len(w) + 1 and len(w) > 2:
            return w.upper()
        return w if w in SMALL and match.start() else w[0].upper() + w[1:]
    return re.sub(r"[^\s(\-–/]+", word, text)
