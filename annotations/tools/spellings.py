"""Spellings of a Latin name's words that the lists attest: Ignacio is إغناسيو in one and إجناسيو in another.

A spelling counts where it sounds like the word letter for letter (arabic.distance 0) and three entries at least have it, and a fifth of
those that have the most frequent. An entity with a name of several words gets other spellings of them, all words at once or one
word exchanged at a time, three at most.
"""
import re
from collections import Counter, defaultdict

from arabic import distance, fold, is_arabic, latin, tidy
from knowledge import rows

MOST = 3


class Spellings:
    def __init__(self, folder, odbl=False):
        self.of = defaultdict(Counter)
        for arabic, english, count in rows(folder + '/person_name_words_ar_en.tsv'):
            self.learn(english, arabic, min(3, int(count)))
        for arabic, english in rows(folder + '/google_ar2en.txt'):
            self.learn(english, arabic, 2)
        for _, english, arabic, _ in rows(folder + '/arwikicats_proper_en_ar.tsv'):
            self.learn(re.sub(r'\(.*|,.*', '', english), re.sub(r'\(.*|،.*', '', arabic))
        for _, english, arabic in rows(folder + '/cldr_subdivisions_ar.tsv'):
            self.learn(english, arabic)
        if odbl:
            for _, _, _, english, arabic, *_ in rows(folder + '/dr5hn_places_ar.tsv'):
                self.learn(english, arabic)
        self.sure = {}

    def learn(self, english, arabic, count=1):
        left, right = latin(english), re.split('[ -]+', tidy(arabic))
        if len(left) == len(right):
            for e, a in zip(left, right):
                if len(e) > 3 and is_arabic(a):
                    self.of[e][a] += count

    def others(self, word, arabic):
        """Other spellings of this word, the most frequent first."""
        if word not in self.sure:
            seen, good = {}, []
            most = max(self.of.get(word, {'': 0}).values())
            for a, n in sorted(self.of.get(word, {}).items(), key=lambda item: (-item[1], item[0])):
                if n >= 3 and 5 * n >= most and fold(a) not in seen and distance(word, a) == 0.0 and len(fold(a)) > 2:
                    seen[fold(a)] = 1
                    good.append(a)
            self.sure[word] = good
        return [a for a in self.sure[word] if fold(a) != fold(arabic)]

    def variants(self, english, arabic):
        left, right = latin(english), re.split('[ -]+', arabic)
        if len(left) != len(right) or len(left) < 2:
            return []
        joints = re.findall('[ -]+', arabic) + ['']
        choice = [self.others(e, a)[:2] if distance(e, a) < 0.2 else [] for e, a in zip(left, right)]
        found = []
        for k in range(2):  # all words together, then one by one
            whole = [c[k] if len(c) > k else a for c, a in zip(choice, right)]
            found.append(whole)
        for i, options in enumerate(choice):
            for other in options:
                found.append(right[:i] + [other] + right[i + 1:])
        out, seen = [], {fold(arabic)}
        for words in found:
            text = ''.join(w + j for w, j in zip(words, joints))
            if fold(text) not in seen:
                seen.add(fold(text))
                out.append(text)
        return out[:MOST]
