/* html_style.c: the style sheet of pages.
 *
 * Families of types have one colour, as on the terminal, and one kind of underline, so that they can be told apart without colours.
 * The colours are those of Okabe and Ito (2008), darkened or lightened until they read on the ground.
 */
#include "cli.h"

static const char style_colors[] =
    ":root{color-scheme:light "
    "dark;--ink:#1b1b1b;--paper:#fff;--soft:#666;--line:#ccc;--tint:#f4f4f1;--people:#005a9c;--group:#00707a;"
    "--body:#a24a00;--place:#00694c;--thing:#8d2f76;--time:#6d4516;--figure:#55560b;--alarm:#b00020}\n"
    "@media "
    "(prefers-color-scheme:dark){:root{--ink:#e6e6e3;--paper:#16181a;--soft:#a0a0a0;--line:#444;--tint:#212427;--"
    "people:#6cb8f5;"
    "--group:#5fd0d6;--body:#f0a350;--place:#55c99f;--thing:#e79ccb;--time:#d3a878;--figure:#c9c76a;--alarm:#ff8a80}}"
    "\n";

static const char style_page[] =
    "*{box-sizing:border-box}"
    "body{margin:0 auto;padding:1.5rem;max-width:64rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,'Noto Sans Arabic','Noto Sans',sans-serif}"
    "h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .75rem}.about{color:var(--soft);margin:0 "
    "0 1rem}"
    "a{color:inherit}section+section{margin-top:3rem;border-top:2px solid var(--line);padding-top:1.5rem}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;list-style:none;margin:0 0 1.2rem;padding:.6rem "
    ".9rem;background:var(--tint);"
    "border-radius:.4rem;font-size:.9rem}.legend b{font-weight:normal;color:var(--soft)}\n"
    ".text{font-family:'Noto Naskh Arabic','Amiri','Scheherazade New','Times New "
    "Roman',serif;font-size:1.2rem;line-height:2.15;"
    "padding-inline-end:9.5rem;overflow-wrap:anywhere}"
    ".text p{margin:0;white-space:pre-wrap;tab-size:4;position:relative}\n";

static const char style_names[] =
    ".n{color:var(--k);text-decoration:underline .08em "
    "var(--k);text-underline-offset:.3em;text-decoration-skip-ink:none}"
    ".n .n{text-underline-offset:.5em}a.n:hover,a.n:focus{background:var(--tint)}.n.m{text-decoration-thickness:.04em}"
    ".PERS{--k:var(--people)}.NORP,.OCC,.LANGUAGE{--k:var(--group)}.ORG{--k:var(--body)}.GPE,.LOC,.FAC{--k:var(--place)"
    "}"
    ".EVENT,.PRODUCT,.LAW{--k:var(--thing)}.WEBSITE{--k:var(--people)}.DATE,.TIME,.DURATION{--k:var(--time)}"
    ".CARDINAL,.ORDINAL,.PERCENT,.QUANTITY,.MONEY{--k:var(--figure)}\n"
    ".n.NORP,.n.OCC,.n.LANGUAGE{text-decoration-thickness:.16em}.n.ORG{text-decoration-style:double}"
    ".n.GPE,.n.LOC,.n.FAC{text-decoration-style:dashed}.n.EVENT,.n.PRODUCT,.n.LAW{text-decoration-style:wavy}"
    ".n.DATE,.n.TIME,.n.DURATION,.n.CARDINAL,.n.ORDINAL,.n.PERCENT,.n.QUANTITY,.n.MONEY{text-decoration-style:dotted}\n"
    ".u::after{content:'\xd8\x9f';font-size:.65em;vertical-align:super;color:var(--soft)}"
    ".q{background:var(--tint)}.f::before{content:attr(data-s);position:absolute;inset-inline-start:calc(100% + "
    ".75rem);"
    "width:8.5rem;max-height:4.2em;overflow:hidden;font:.72rem/1.4 system-ui,'Noto Sans "
    "Arabic',sans-serif;color:var(--soft);"
    "border-inline-start:2px solid "
    "var(--line);padding-inline-start:.4rem;margin-top:.8rem;background:var(--paper);white-space:normal}\n"
    ".c::before{content:attr(data-c);font:.55rem/1 ui-monospace,monospace;border:1px solid "
    "var(--alarm);color:var(--alarm);"
    "border-radius:.2rem;padding:.05rem .15rem;margin:0 .1rem;vertical-align:middle;unicode-bidi:isolate}"
    ".z{box-shadow:0 0 0 1px var(--alarm)}.w{box-shadow:inset 0 -.15em 0 "
    "var(--line)}.b{color:var(--alarm);font-style:normal}\n";

static const char style_cards[] =
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.8rem}"
    ".card{border:1px solid var(--line);border-inline-start:.3rem solid var(--k);border-radius:.3rem;padding:.6rem "
    ".8rem;"
    "font-size:.92rem;break-inside:avoid}.card h3{margin:0;font-size:1.05rem}.card p,.card ul,.card dl{margin:.3rem 0}"
    ".card ul{padding-inline-start:1.1rem}.card dt{color:var(--soft);font-size:.85rem}.card dd{margin:0 0 .2rem}"
    ".card:target{outline:.15rem solid var(--k);outline-offset:.15rem}.card .id,.card small{color:var(--soft)}"
    ".held{font-weight:600}.quotes li{margin:.4rem 0}.quotes b{font-weight:600}.quotes "
    "i{font-style:normal;color:var(--soft)}\n"
    "@media "
    "(max-width:46rem){.text{padding-inline-end:0}.f::before{position:static;display:inline-block;width:auto;max-width:"
    "12rem;"
    "max-height:none;margin-top:0;border:1px solid var(--line);border-radius:.6rem;padding:0 "
    ".4rem;margin-inline-end:.3rem;line-height:1.5}}\n"
    "@media "
    "print{:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#444;--line:#999;--tint:#f2f2f2;--people:#004880;"
    "--group:#00555d;--body:#853d00;--place:#00523b;--thing:#722560;--time:#573711;--figure:#444508;--alarm:#8c0019}"
    "body{max-width:none;padding:0;font-size:10pt}.text{font-size:12pt}a{text-decoration:none}a.n{text-decoration:"
    "underline .08em}"
    ".t::after{content:' ' attr(data-t);font:.55em/1 system-ui,'Noto Sans "
    "Arabic',sans-serif;vertical-align:super;color:var(--soft)}"
    ".u.t::after{content:'\xd8\x9f ' "
    "attr(data-t)}.q{background:none}h2,h3{break-after:avoid}section+section{break-before:page}"
    ".cards{display:block;columns:12rem}.card{margin:0 0 .5rem;padding:.4rem .6rem}.card,.quotes li{font-size:8.5pt}"
    ".card p,.card dl{margin:.15rem 0}summary{display:none}}\n"
    "@media print{details::details-content{content-visibility:visible;display:block;block-size:auto}}\n";

void cli_html_style(FILE *out) { fprintf(out, "%s%s%s%s", style_colors, style_page, style_names, style_cards); }
