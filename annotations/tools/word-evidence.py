#!/usr/bin/env python3
"""Counts how news uses each word, for the generators of annotations/entities/generated-*.yaml: does it stand behind "city", "town",
"province", as the name of a place does?

    word-evidence.py NEWS.txt [--from-line=N] > evidence.tsv        word, times, times behind the head of a place, times with a clitic

NEWS is only counted; words are folded as by matching. A word that was seen once is left out.
"""
import sys
from collections import Counter

from arabic import fold

HEADS = set(map(fold, '''مدينة مدينتي بلدة بلدتي قرية قريتي محافظة محافظتي ولاية ولايتي منطقة منطقتي إقليم مقاطعة مقاطعتي ضاحية قضاء مديرية
    بلدية حي مطار ميناء ريف جزيرة بمدينة ببلدة بقرية بمحافظة بولاية بمنطقة بإقليم بمقاطعة ومدينة وبلدة وقرية ومحافظة لمدينة لبلدة لمحافظة
    بضاحية بمطار بميناء بجزيرة'''.split()))
CLITICS = ('و', 'ف', 'ب', 'ل', 'ك')


def main():
    first = int(dict(a.lstrip('-').split('=') for a in sys.argv[2:]).get('from-line', 0))
    times, behind = Counter(), Counter()
    with open(sys.argv[1], encoding='utf-8', errors='ignore') as lines:
        for number, line in enumerate(lines):
            if number < first:
                continue
            before = ''
            for word in fold(line).split():
                times[word] += 1
                if before in HEADS:
                    behind[word] += 1
                before = word
    for word, n in sorted(times.items(), key=lambda item: (-item[1], item[0])):
        if n > 1:
            print(word, n, behind[word], sum(times[c + word] for c in CLITICS), sep='\t')


if __name__ == '__main__':
    main()
