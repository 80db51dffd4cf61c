/* test_figures.c: numbers, quantities, shares and sums of money as values.
 *
 * Each table names the grammar or standard that its cases come from. Ryding: Karin C. Ryding, A Reference Grammar of Modern Standard
 * Arabic (2005); Wright: W. Wright, A Grammar of the Arabic Language, 3rd ed. (1896), vol. 1; CLDR: Unicode CLDR, numbers of ar.
 *
 * What is expected is written short: type, number or low..high, unit or currency (its candidates where it is open), bound.
 *
 *   C CARDINAL   O ORDINAL   P PERCENT   Q QUANTITY   M MONEY        > more than   < less than   >= at least   <= at most   ~ about
 */
#include "table.h"

#include <math.h>

typedef struct figure_case { const char *text, *want; } figure_case;

/* One to ten: gender is the opposite of the counted noun's (Ryding 15.1; Wright §319-321). */
static const figure_case table_0[] = {
    {"صفر", "C 0"}, {"ثلاثة", "C 3"}, {"ثلاث", "C 3"}, {"أربعة", "C 4"}, {"أربع", "C 4"}, {"خمسة", "C 5"}, {"ست", "C 6"},
    {"ستة", "C 6"}, {"سبع", "C 7"}, {"سبعة", "C 7"}, {"ثمان", "C 8"}, {"ثماني", "C 8"}, {"ثمانية", "C 8"}, {"تسع", "C 9"},
    {"تسعة", "C 9"}, {"عشر", "C 10"}, {"عشرة", "C 10"}, {"اثنان", "C 2"}, {"اثنين", "C 2"}, {"اثنتان", "C 2"},
    {"اثنتين", "C 2"}, {"خَمسَةٌ", "C 5"}, {"خـمسة", "C 5"}, {"وثلاثة", "C 3"}, {"بثلاثة", "C 3"}, {"لثلاثة", "C 3"},
};

/* Eleven to nineteen: two words, no و (Ryding 15.2; Wright §322). */
static const figure_case table_1[] = {
    {"أحد عشر", "C 11"}, {"إحدى عشرة", "C 11"}, {"اثنا عشر", "C 12"}, {"اثني عشر", "C 12"}, {"اثنتا عشرة", "C 12"},
    {"اثنتي عشرة", "C 12"}, {"ثلاثة عشر", "C 13"}, {"ثلاث عشرة", "C 13"}, {"أربعة عشر", "C 14"}, {"خمس عشرة", "C 15"},
    {"ستة عشر", "C 16"}, {"سبع عشرة", "C 17"}, {"ثمانية عشر", "C 18"}, {"ثماني عشرة", "C 18"}, {"تسعة عشر", "C 19"},
};

/* Tens and what is joined to them by و (Ryding 15.3-15.4; Wright §323-324). */
static const figure_case table_2[] = {
    {"عشرون", "C 20"}, {"عشرين", "C 20"}, {"ثلاثون", "C 30"}, {"أربعين", "C 40"}, {"خمسون", "C 50"}, {"ستين", "C 60"},
    {"سبعون", "C 70"}, {"ثمانين", "C 80"}, {"تسعون", "C 90"}, {"واحد وعشرون", "C 21"}, {"إحدى وعشرين", "C 21"},
    {"اثنان وثلاثون", "C 32"}, {"اثنتين وأربعين", "C 42"}, {"ثلاثة وخمسون", "C 53"}, {"تسع وتسعون", "C 99"},
    {"خمسة و عشرون", "C 25"},
};

/* Hundreds, in their spellings (Ryding 15.5; Wright §325). */
static const figure_case table_3[] = {
    {"مئة", "C 100"}, {"مائة", "C 100"}, {"مية", "C 100"}, {"مئتان", "C 200"}, {"مئتين", "C 200"}, {"مائتان", "C 200"},
    {"مائتين", "C 200"}, {"ثلاثمئة", "C 300"}, {"ثلاثمائة", "C 300"}, {"ثلاث مئة", "C 300"}, {"أربعمائة", "C 400"},
    {"خمسمئة", "C 500"}, {"خمس مائة", "C 500"}, {"ستمائة", "C 600"}, {"سبعمئة", "C 700"}, {"ثمانمائة", "C 800"},
    {"ثمانيمئة", "C 800"}, {"تسعمئة", "C 900"}, {"مئة وواحد", "C 101"}, {"مئة وثلاثة عشر", "C 113"},
    {"مئة وخمسة وعشرون", "C 125"}, {"ثلاثمائة وستة وستون", "C 366"}, {"تسعمئة وتسع وتسعون", "C 999"},
};

/* Thousands, millions, milliards: singular, accusative, dual, plural (Ryding 15.6-15.8; Wright §326-327). */
static const figure_case table_4[] = {
    {"ألف", "C 1000"}, {"ألفان", "C 2000"}, {"ألفين", "C 2000"}, {"ثلاثة آلاف", "C 3000"}, {"عشرة آلاف", "C 10000"},
    {"أحد عشر ألفا", "C 11000"}, {"عشرون ألفا", "C 20000"}, {"مئة ألف", "C 100000"}, {"مئتا ألف", "C 200000"},
    {"ثلاثمائة وخمسة وعشرون ألفا", "C 325000"}, {"ثلاثمئة وخمسة وعشرون ألفا ومئتان", "C 325200"},
    {"ألف وتسعمئة وثمانية وأربعون", "C 1948"}, {"ألفان وأربعة وعشرون", "C 2024"}, {"مليون", "C 1000000"},
    {"مليونان", "C 2000000"}, {"مليونين", "C 2000000"}, {"ثلاثة ملايين", "C 3000000"}, {"مليون ومئتا ألف", "C 1200000"},
    {"مليونان وخمسمئة ألف وثلاثون", "C 2500030"}, {"مليار", "C 1000000000"}, {"ملياران", "C 2000000000"},
    {"أربعة مليارات", "C 4000000000"}, {"خمسة بلايين", "C 5000000000"}, {"تريليون", "C 1000000000000"},
    {"تريليونان", "C 2000000000000"}, {"ترليونين", "C 2000000000000"}, {"واحد وعشرون تريليونا", "C 21000000000000"},
    {"مئة ألف مليون", "C 100000000000"},
};

/* The dual before what it counts, and the accusative of one that is written alike (Ryding 15.1.2; Wright §325). */
static const figure_case table_dual[] = {
    {"ألفا شخص", "Q 2000 شخص"}, {"وألفا دولار", "M 2000 USD"}, {"مليونا شخص", "Q 2000000 شخص"},
    {"مليارا دولار", "M 2000000000 USD"}, {"ألفا مليون", "C 2000000000"}, {"مليون وألفا شخص", "Q 1002000 شخص"},
    {"بلغ العدد ألفا", "C 1000"}, {"ألفا ومئتين", "C 1200"}, {"مليونا و300 ألف", "C 1300000"},
    {"مليونا ونصف المليون", "C 1500000"}, {"ألفاً ومئتي شخص", "Q 1200 شخص"}, {"15 ألفا و300 شخص", "Q 15300 شخص"},
};

/* Digits of both sets, separators of both worlds (CLDR ar; ISO 80000-1 §7.3.1). */
static const figure_case table_5[] = {
    {"5135", "C 5135"}, {"٥١٣٥", "C 5135"}, {"۵۱۳۵", "C 5135"}, {"1,000,000", "C 1000000"}, {"١٬٠٠٠٬٠٠٠", "C 1000000"},
    {"١،٠٠٠،٠٠٠", "C 1000000"}, {"1.000.000", "C 1000000"}, {"18.25", "C 18.25"}, {"18,25", "C 18.25"}, {"١٨٫٢٥", "C 18.25"},
    {"٠٫٥", "C 0.5"}, {"0,234", "C 0.234"}, {"1,234.56", "C 1234.56"}, {"1.234,56", "C 1234.56"}, {"4.800", "C 4.8"},
    {"4,800", "C 4800"}, {"1 234 567", "C 1234567"}, {"1 234 567", "C 1234567"}, {".77", "C 0.77"},
    {"-1200000", "C -1200000"}, {"-18.25", "C -18.25"}, {"سالب خمسة", "C -5"}, {"ناقص 3", "C -3"}, {"2 1/4", "C 2.25"},
    {"3/4", "C 0.75"}, {"واحد فاصلة خمسة", "C 1.5"}, {"999999999999999999", "-"},
};

/* Decimals said numeral by numeral, parts behind a whole number (Ryding 15.11). */
static const figure_case table_parts[] = {
    {"واحد فاصلة اثنين ثلاثة أربعة", "C 1.234"}, {"صفر فاصلة صفر خمسة", "C 0.05"}, {"مئة فاصلة خمسة وعشرون", "C 100.25"},
    {"واحد فاصلة خمسة رجال", "Q 1.5 رجل"}, {"103 و1/4", "C 103.25"}, {"5 و1/2 كيلومتر", "Q 5.5 كيلومتر"},
    {"بنسبة 1ر16 بالمئة", "P 16.1"}, {"54ر107 دولار", "M 107.54 USD"}, {"3ر0%", "P 0.3"}, {"من 6ر4 إلى 8ر5 بالمئة", "P 4.6..5.8"},
    {"225ر29 طائرة", "Q 29225 طائرة"}, {"7ر2 مليون برميل في اليوم", "Q 2700000 برميل يوميا"}, {"5 ر 4", "C 5; C 4"},
    {"وأثنى على الخطة", "-"}, {"اثنى عشر رجلا", "Q 12 رجل"}, {"ليصل إلى 300 محطة", "Q 300 محطة"}, {"يصل إلى 300", "C 300 <="},
    {"120 كم2", "Q 120 كيلومتر مربع"}, {"125 سم3", "Q 125 سنتيمتر مكعب"}, {"صواريخ إس 400", "-"},
    {"بدورتها الـ73", "O 73"}, {"في عامه الـ50", "O 50"}, {"أعضائه الـ28", "C 28"}, {"لاعباتها الـ23", "C 23"}, {"المرحلة 38", "O 38"},
    {"22 عقدا", "Q 22 عقد"}, {"ليس أكثر من 30", "C 30 <="}, {"ليس أقل من 30", "C 30 >="}, {"من 1000 لغاية 5000", "C 1000..5000"},
};

/* Digits and scale words. */
static const figure_case table_6[] = {
    {"2.4 مليون", "C 2400000"}, {"٢٫٤ مليون", "C 2400000"}, {"5 آلاف", "C 5000"}, {"322 ألف", "C 322000"},
    {"1,8 مليار", "C 1800000000"}, {"3 مئة", "C 300"}, {"30 مليونا و354 ألفا و349", "C 30354349"},
    {"مليونان و500 ألف", "C 2500000"}, {"15 مليون", "C 15000000"}, {"100 الف", "C 100000"},
    {"7 تريليونات", "C 7000000000000"},
};

/* Fractions and multiples (Ryding 15.11; Wright §335). */
static const figure_case table_7[] = {
    {"نصف", "C 0.5"}, {"ثلث", "C 0.333333333333333"}, {"ثلثا", "C 0.666666666666667"}, {"ثلثي", "C 0.666666666666667"},
    {"ربع", "C 0.25"}, {"ثلاثة أرباع", "C 0.75"}, {"أربعة أخماس", "C 0.8"}, {"خمسة أثمان", "C 0.625"},
    {"نصف مليون", "C 500000"}, {"ربع مليار", "C 250000000"}, {"ثلاثة أرباع المليون", "C 750000"},
    {"مليون ونصف", "C 1500000"}, {"مليون ونصف المليون", "C 1500000"}, {"ثلاثة ملايين ونصف المليون", "C 3500000"},
    {"خمسة وربع", "C 5.25"}, {"مئة وثلاثة أرباع", "C 100.75"}, {"واحد ونصف", "C 1.5"}, {"ثلاثة أضعاف", "Q 3 ضعف"},
    {"ارتفع إلى الضعف", "Q 2 ضعف"}, {"نقاط الضعف", "-"}, {"دستة", "C 12"},
};

/* Ordinals (Ryding 15.9-15.10; Wright §328-333). */
static const figure_case table_8[] = {
    {"الأول", "O 1"}, {"الأولى", "O 1"}, {"أول", "O 1"}, {"الثاني", "O 2"}, {"الثانية", "O 2"}, {"ثاني", "O 2"},
    {"الثالث", "O 3"}, {"الرابعة", "O 4"}, {"الخامس", "O 5"}, {"السادسة", "O 6"}, {"السابع", "O 7"}, {"الثامن", "O 8"},
    {"التاسعة", "O 9"}, {"العاشر", "O 10"}, {"الحادي عشر", "O 11"}, {"الحادية عشرة", "O 11"}, {"الثاني عشر", "O 12"},
    {"الثالثة عشرة", "O 13"}, {"التاسع عشر", "O 19"}, {"الحادي والعشرين", "O 21"}, {"الحادية والعشرون", "O 21"},
    {"الثاني والثلاثون", "O 32"}, {"الخامسة والسبعين", "O 75"}, {"الواحد والثلاثون", "O 31"},
    {"المئة والخامسة والعشرون", "O 125"}, {"الخامسة والعشرين بعد المئة", "O 125"}, {"الطابق العشرين", "O 20"},
    {"الدورة الحادية والعشرين", "O 21"}, {"الذكرى الخمسون", "O 50"}, {"الذكرى الـ17", "O 17"}, {"الطابق الـ 18", "O 18"},
    {"الدول الـ27", "C 27"}, {"الدول العشرين", "C 20"}, {"الدول الثلاث", "C 3"}, {"في المركز 102", "O 102"},
    {"للمرة السادسة", "O 6"}, {"كانون الأول الماضي", "-"},
};

/* Counted nouns: plural genitive after 3-10, singular accusative after 11-99, singular genitive after 100, 1000 (Ryding 15.1-15.6). */
static const figure_case table_9[] = {
    {"ثلاثة رجال", "Q 3 رجل"}, {"خمسة أشخاص", "Q 5 شخص"}, {"10 مهندسين", "Q 10 مهندس"}, {"ثماني مباريات", "Q 8 مباراة"},
    {"26 محتجا", "Q 26 محتج"}, {"70 طائرة", "Q 70 طائرة"}, {"خمسة عشر جنديا", "Q 15 جندي"}, {"أحد عشر آخرين", "Q 11 آخر"},
    {"مئة شخص", "Q 100 شخص"}, {"ألف كتاب", "Q 1000 كتاب"}, {"5 آلاف مقاتل", "Q 5000 مقاتل"},
    {"2.4 مليون لاجئ", "Q 2400000 لاجئ"}, {"ثلاثمئة وخمسون عنصرا", "Q 350 عنصر"}, {"12شركة", "Q 12 شركة"},
    {"1.200 شخص", "Q 1200 شخص"}, {"106,390 مدنياً", "Q 106390 مدني"}, {"16 معماريا", "Q 16 معماري"},
    {"5 مبرمجين", "Q 5 مبرمج"}, {"33 تعاونية", "Q 33 تعاونية"}, {"طائرتان", "Q 2 طائرة"}, {"طائرتين", "Q 2 طائرة"},
    {"وطائرتين", "Q 2 طائرة"}, {"هدفان", "Q 2 هدف"}, {"بهدفين", "Q 2 هدف"}, {"مرتين", "Q 2 مرة"},
    {"سيارتين اثنتين", "Q 2 سيارة"}, {"مقاتلان", "Q 2 مقاتل"}, {"مقاتلين", "-"}, {"شخص واحد", "Q 1 شخص"},
    {"هدفا واحدا", "Q 1 هدف"}, {"أربعة من هؤلاء المهاجرين", "C 4"}, {"نصف لتر", "Q 0.5 لتر"},
};

/* Measures (SI brochure, 9th ed.). */
static const figure_case table_10[] = {
    {"20 كيلومترا", "Q 20 كيلومتر"}, {"20 كلم", "Q 20 كيلومتر"}, {"200 كم في الساعة", "Q 200 كيلومتر في الساعة"},
    {"37 درجة مئوية", "Q 37 درجة مئوية"}, {"37° مئوية", "Q 37 درجة مئوية"}, {"-2°", "Q -2 درجة"},
    {"درجتين تحت الصفر", "Q -2 درجة"}, {"درجة ونصف", "Q 1.5 درجة"}, {"ثلاث درجات ونصف", "Q 3.5 درجة"},
    {"لتر وربع", "Q 1.25 لتر"}, {"100 نقطة أساس", "Q 100 نقطة أساس"}, {"3 ملايين برميل يوميا", "Q 3000000 برميل يوميا"},
    {"500 غرام", "Q 500 غرام"}, {"2 كغ", "Q 2 كيلوغرام"}, {"1200 ميغاواط", "Q 1200 ميغاواط"},
    {"64 غيغابايت", "Q 64 غيغابايت"}, {"بقوة 7.5 درجة على مقياس ريختر", "Q 7.5 درجة على مقياس ريختر"},
    {"40 سنتيمترا مكعبا", "Q 40 سنتيمتر مكعب"}, {"سنتيمترين", "Q 2 سنتيمتر"},
};

/* Percent in all spellings; a share of a whole. */
static const figure_case table_11[] = {
    {"18.25%", "P 18.25"}, {"١٨٫٢٥٪", "P 18.25"}, {"18 %", "P 18"}, {"20 في المئة", "P 20"}, {"20 في المائة", "P 20"},
    {"20 بالمئة", "P 20"}, {"عشرون بالمائة", "P 20"}, {"مئة بالمئة", "P 100"}, {"0.05 بالمئة", "P 0.05"},
    {"نصف السكان", "P 50"}, {"ثلث العراق", "P 33.3333333333333"}, {"ثلاثة أرباع المستعمرات", "P 75"}, {"خمس السكان", "P 20"},
    {"خمس سنابل", "C 5"}, {"نصف النهائي", "-"}, {"واحد من كل عشرة", "P 10"},
};

/* Money (ISO 4217). */
static const figure_case table_12[] = {
    {"$20", "M 20 USD"}, {"20$", "M 20 USD"}, {"€20", "M 20 EUR"}, {"20 يورو", "M 20 EUR"}, {"£5", "M 5 GBP"},
    {"20 دولارا", "M 20 USD"}, {"عشرة دولارات", "M 10 USD"}, {"دولاران", "M 2 USD"}, {"20 مليار دولار", "M 20000000000 USD"},
    {"مليار دولار", "M 1000000000 USD"}, {"20 دولارا و43 سنتا", "M 20.43 USD"}, {"10 سنتات", "M 0.1 USD"},
    {"63 سنتا", "M 0.63 USD"}, {"3 جنيهات إسترلينية", "M 3 GBP"}, {"42 ج.م", "M 42 EGP"}, {"42 KWD", "M 42 KWD"},
    {"5 شواقل", "M 5 ILS"}, {"300 يوان", "M 300 CNY"}, {"5 دنانير", "M 5 IQD JOD KWD BHD LYD DZD TND RSD"},
    {"20 ليرة", "M 20 SYP LBP TRY"},
};

/* Bounds and ranges (Ryding 15.12; modifiers of TIMEX3). */
static const figure_case table_13[] = {
    {"أكثر من 5000 شخص", "Q 5000 شخص >"}, {"بأكثر من مليون دولار", "M 1000000 USD >"}, {"أقل من 7 يورو", "M 7 EUR <"},
    {"نحو ستين", "C 60 ~"}, {"حوالي 3 كيلومترات", "Q 3 كيلومتر ~"}, {"زهاء ألف", "C 1000 ~"},
    {"ما لا يقل عن ثلاثة جنود", "Q 3 جندي >="}, {"ما لا يزيد على 50", "C 50 <="}, {"5 أشخاص على الأقل", "Q 5 شخص >="},
    {"100 على الأكثر", "C 100 <="}, {"خمسة أو أكثر", "C 5 >="}, {">30", "C 30 >"}, {"<=100", "C 100 <="},
    {"بين 10 و15", "C 10..15"}, {"بين عشرة وخمسة عشر", "C 10..15"}, {"بين ألف وخمسة آلاف", "C 1000..5000"},
    {"بين 10 و15 مليون دولار", "M 10000000..15000000 USD"}, {"بين 5% و10%", "P 5..10"}, {"من 5 إلى 7 قتلى", "Q 5..7 قتيل"},
    {"من 3 ملايين دولار إلى 4 ملايين دولار", "M 3000000..4000000 USD"}, {"10-15 شخصا", "Q 10..15 شخص"},
    {"1000 – 5000 متر", "Q 1000..5000 متر"}, {"خمسة أو ستة أشخاص", "Q 5..6 شخص"},
    {"ارتفع من 5 ملايين إلى 7 ملايين", "C 5000000; C 7000000"}, {"ارتفع 0.1 بالمئة إلى 967 دولارا", "P 0.1; M 967 USD"},
    {"خسر 1.24 دولار إلى 82.15 دولارا", "M 1.24 USD; M 82.15 USD"}, {"من 3 دولارات إلى 5 دولارات", "M 3..5 USD"},
};

/* No figures. */
static const figure_case table_14[] = {
    {"القرار 2254", "-"}, {"المادة 140", "-"}, {"رقم 5", "-"}, {"iPhone 14", "-"}, {"طائرة F-16", "-"}, {"كوفيد-19", "-"},
    {"سو35", "-"}, {"G20", "-"}, {"5G", "-"}, {"فاز 2-1", "-"}, {"فاز 3 - 0", "-"}, {"192.168.1.2", "-"},
    {"+966 50 123 4567", "-"}, {"0501234567", "-"}, {"650-701-8887", "-"}, {"أحد المسؤولين", "-"}, {"إحدى الشركات", "-"},
    {"واحدة من الشركات", "-"}, {"آلاف المتظاهرين", "-"}, {"ملايين الدولارات", "-"}, {"كمية الحليب", "-"}, {"نص الشكوى", "-"}, {"نص لتر", "Q 0.5 لتر"}, {"#طائرتين", "-"},
   
    {"حيا أو ميتا", "-"}, {"#وسم5", "-"}, {"https://a.example/5", "-"}, {"1- التفاصيل", "-"}, {"(1) التفاصيل", "-"},
    {"14", "C 14"}, {"أنا لست هنا", "-"}, {"المواضيع الثلاثة", "C 3"}, {"المرحلة العشرين", "O 20"}, {"16452 وصلوا", "C 16452"}, {"فاز 3 أمام", "C 3"},
    {"الفصلين 92", "-"}, {"خفضين كبيرين", "-"}, {"فاز 3-صفر", "-"}, {"دور الستة عشر للمسابقة", "C 16"}, {"السبعين لإقامتها", "C 70"}, {"4،9 بالمئة", "P 4.9"}, {"1،2،3", "C 1; C 2; C 3"},
};

/* Duals in the construct state, numerals that follow without و, ordinals without the article at their tens (Wright §316, 325; Ryding 15.1). */
static const figure_case table_15[] = {
    {"ألفا كتاب", "Q 2000 كتاب"}, {"مليونا دولار", "M 2000000 USD"}, {"دفع ألفا وخمسمئة دولار", "M 1500 USD"}, {"عشرون ألفا", "C 20000"},
    {"دزينتان", "C 24"}, {"ألف خمسمئة", "C 1500"}, {"ألف خمس مئة", "C 1500"}, {"4 آلاف 3 مئة و21", "C 4321"},
    {"خمسة وتسعون مئة", "C 9500"}, {"الخامسة وعشرون", "O 25"}, {"المئة", "C 100"}, {"اليوم المئة", "O 100"},
    {"ثلاثة آلاف 300", "C 3000; C 300"},
};

/* Fractions and parts (Wright §336; Ryding 15.1: what is counted from 11 on is singular). */
static const figure_case table_16[] = {
    {"ثلاثة وعشرون خمسا", "C 4.6"}, {"ثلاثة وخمس", "C 3.2"}, {"خمسان", "C 0.4"}, {"تسعان", "C 0.222222222222222"}, {"خمس العشرين", "C 4"},
    {"قرأ ثلثين من الكتاب", "C 0.666666666666667"}, {"جزء من ألف", "C 0.001"}, {"واحد على عشرين", "C 0.05"},
    {"مئة على خمسة", "C 20"}, {"9 على 10", "C 0.9"}, {"24 على 24", "C 24; C 24"}, {"مئتان وثلاثة أجزاء من مئة", "C 200.03"},
    {"مئتان فاصلة ثلاثة من مئة", "C 200.03"}, {"صفر فاصلة صفر سبعة", "C 0.07"}, {"ثلاثون نقطة خمسة", "C 30.5"},
    {"ثلاثون نقطة في", "Q 30 نقطة"}, {"خمس نساء", "Q 5 امرأة"},
};

/* Powers and letters behind digits (ISO 80000-1 §7.3.4; Reuters Handbook of Journalism, "million, billion, trillion"). */
static const figure_case table_17[] = {
    {"1e10", "C 10000000000"}, {"-127.32e3", "C -127320"}, {"12,32e+14", "C 1.232e+15"}, {"١٢e-١", "C 1.2"},
    {"2^10", "C 1024"}, {"2.5^-1", "C 0.4"}, {"9e999", "-"}, {"10K", "C 10000"}, {"$5M", "M 5000000 USD"},
    {"20mn", "C 20000000"}, {"شبكات 5G", "-"}, {"شاشة 4K", "-"}, {"1.5 M", "C 1.5"},
};

/* Bounds (as in table 9 of the same sources). */
static const figure_case table_18[] = {
    {"أخفض أو يساوي 300", "C 300 <="}, {"خمسمئة وأكثر", "C 500 >="}, {"خمسة وأكثر من عشرة", "C 5; C 10 >"}, {"حتى 50", "C 50 <="},
    {"من 5 حتى 10", "C 5..10"}, {"لغاية 20 شخصا", "Q 20 شخص <="},
};

static const struct { const char *name; const figure_case *item; size_t n; } tables[] = {
    {"one to ten", table_0, COUNT(table_0)},
    {"eleven to nineteen", table_1, COUNT(table_1)},
    {"tens and what is joined to them by و", table_2, COUNT(table_2)},
    {"hundreds, in their spellings", table_3, COUNT(table_3)},
    {"thousands, millions, milliards", table_4, COUNT(table_4)},
    {"duals and accusatives", table_dual, COUNT(table_dual)},
    {"digits of both sets, separators of both worlds", table_5, COUNT(table_5)},
    {"decimals numeral by numeral", table_parts, COUNT(table_parts)},
    {"digits and scale words", table_6, COUNT(table_6)},
    {"fractions and multiples", table_7, COUNT(table_7)},
    {"ordinals", table_8, COUNT(table_8)},
    {"counted nouns", table_9, COUNT(table_9)},
    {"measures", table_10, COUNT(table_10)},
    {"percent in all spellings; a share of a whole", table_11, COUNT(table_11)},
    {"money", table_12, COUNT(table_12)},
    {"bounds and ranges", table_13, COUNT(table_13)},
    {"no figures", table_14, COUNT(table_14)},
    {"numerals as they are said fast", table_15, COUNT(table_15)},
    {"fractions and parts", table_16, COUNT(table_16)},
    {"powers and letters", table_17, COUNT(table_17)},
    {"more bounds", table_18, COUNT(table_18)},
};
static const char letters[KHB_TYPE_COUNT] = {[KHB_CARDINAL] = 'C', [KHB_ORDINAL] = 'O', [KHB_PERCENT] = 'P', [KHB_QUANTITY] = 'Q',
                                             [KHB_MONEY] = 'M'};

static void put_number(written *w, double n) {
  char buf[64];
  snprintf(buf, sizeof buf, "%.15g", n);
  put_string(w, buf);
}

static void put_word(written *w, const char *s) {
  if (!*s) return;
  put_string(w, " ");
  put_string(w, s);
}

static void put_value(written *w, const khb_span *s, const khb_value *v) {
  static const char *const mods[KHB_MOD_COUNT] = {[KHB_MOD_APPROX] = "~", [KHB_MOD_LESS_THAN] = "<", [KHB_MOD_MORE_THAN] = ">",
                                                  [KHB_MOD_EQUAL_OR_LESS] = "<=", [KHB_MOD_EQUAL_OR_MORE] = ">="};
  if (w->len) put_string(w, "; ");
  char letter[] = {letters[s->type], ' ', 0};
  put_string(w, letter);
  if (v->has & KHB_VALUE_NUMBER) {
    put_number(w, v->number);
  } else {
    put_number(w, v->low);
    put_string(w, "..");
    put_number(w, v->high);
  }
  put_word(w, v->unit);
  put_word(w, v->currency);
  put_word(w, v->candidates);
  if (v->mod && mods[v->mod]) put_word(w, mods[v->mod]);
}

/* The figures of a text, in the form of the tables; dates have tests of their own. */
static void read_text(const khb_engine *engine, const char *text, size_t len, written *w) {
  khb_document *doc = support_document(engine, text, len);
  khb_span spans[64];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
  w->len = 0;
  w->text[0] = 0;
  for (size_t i = 0; i < n && i < COUNT(spans); i++) {
    khb_value v;
    if (spans[i].source == KHB_FROM_FIGURES && letters[spans[i].type] && khb_document_value(doc, &spans[i], &v)) put_value(w, &spans[i], &v);
  }
  if (!w->len) put_string(w, "-");
  khb_document_close(doc);
}

static void test_tables(void **state) {
  static written got;
  size_t failed = 0, all = 0;
  for (size_t t = 0; t < COUNT(tables); t++) {
    for (size_t i = 0; i < tables[t].n; i++, all++) {
      const figure_case *c = &tables[t].item[i];
      read_text(*state, c->text, strlen(c->text), &got);
      if (strcmp(got.text, c->want) == 0) continue;
      print_error("%s: \"%s\"\n  got  %s\n  want %s\n", tables[t].name, c->text, got.text, c->want);
      failed++;
    }
  }
  if (failed) fail_msg("%zu of %zu figures are wrong", failed, all);
}

/* The same in a sentence: what stands before and behind a figure does not change it. */
static void test_in_sentences(void **state) {
  static const char *const frames[][2] = {{"وقال المتحدث إن ", "."}, {"«", "»، بحسب البيان"}, {"السطر الأخير\n\n", "\r\nوغيره"}};
  static written alone, framed;
  char text[512];
  for (size_t t = 0; t < COUNT(tables); t++) {
    for (size_t i = 0; i < tables[t].n; i++) {
      const figure_case *c = &tables[t].item[i];
      if (letters[KHB_QUANTITY] != c->want[0] && letters[KHB_MONEY] != c->want[0]) continue;
      for (size_t f = 0; f < COUNT(frames); f++) {
        int len = snprintf(text, sizeof text, "%s%s%s", frames[f][0], c->text, frames[f][1]);
        read_text(*state, text, (size_t)len, &framed);
        const char *got = framed.text;
        if (f == 2 && strncmp(got, "O 1; ", 5) == 0) got += 5;
        read_text(*state, c->text, strlen(c->text), &alone);
        CASE_STRING(text, got, alone.text);
      }
    }
  }
}

/* ---- spans: bytes, clitics, names ------------------------------------------------------------------------------------------ */

typedef struct span_case { const char *name, *text, *span; khb_type type; uint8_t proclitics; } span_case;

static const span_case span_cases[] = {
    {"the unit is inside", "قتل 26 محتجا أمس", "26 محتجا", KHB_QUANTITY, 0},
    {"the bound is outside", "أكثر من 5000 شخص", "5000 شخص", KHB_QUANTITY, 0},
    {"a clitic is outside", "وبثلاثة آلاف دولار", "ثلاثة آلاف دولار", KHB_MONEY, KHB_PRO_WA | KHB_PRO_BI},
    {"the sign is inside", "بلغ $20 مليون", "$20 مليون", KHB_MONEY, 0},
    {"the sign of percent is inside", "نسبة ١٨٫٢٥٪ منها", "١٨٫٢٥٪", KHB_PERCENT, 0},
    {"a share leaves its whole out", "نصف السكان", "نصف", KHB_PERCENT, 0},
    {"a range from number to number", "بين 10 و15 طنا", "10 و15 طنا", KHB_QUANTITY, 0},
    {"the article of digits is outside", "للمرة الـ17 هنا", "17", KHB_ORDINAL, 0},
};

static void test_spans(void **state) {
  for (size_t i = 0; i < COUNT(span_cases); i++) {
    const span_case *c = &span_cases[i];
    khb_document *doc = support_document(*state, c->text, strlen(c->text));
    khb_span spans[16];
    size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans)), found = 0;
    for (size_t k = 0; k < n; k++) {
      const khb_span *s = &spans[k];
      if (s->source != KHB_FROM_FIGURES || s->type != c->type) continue;
      found++;
      CASE_CHECK(c->name, s->end - s->start == strlen(c->span) && memcmp(c->text + s->start, c->span, s->end - s->start) == 0);
      CASE_CHECK(c->name, s->proclitics == c->proclitics);
      CASE_CHECK(c->name, s->word_start <= s->start && s->end <= s->word_end);
    }
    CASE_CHECK(c->name, found == 1);
    khb_document_close(doc);
  }
}

/* ---- names and figures ------------------------------------------------------------------------------------------------------ */

static const char names_yaml[] =
    "entities:\n"
    "- {id: Q79, type: GPE, name: {ar: مصر}, demonyms: [مصري]}\n"
    "- {id: Q810, type: GPE, name: {ar: الأردن}, demonyms: [أردني]}\n"
    "- {id: 'khabar:x-1', type: LAW, name: {ar: القرار 2254}}\n"
    "- {id: 'khabar:x-2', type: ORG, name: {ar: مجموعة العشرين}}\n"
    "- {id: 'khabar:x-14', type: EVENT, name: {ar: ثورة 25 يناير}}\n"
    "- {id: 'khabar:x-15', type: PRODUCT, name: {ar: واتس آب}}\n"
    "- {id: 'khabar:x-3', type: PERS, name: {ar: رجل الأعمال سعيد}}\n"
    "- {id: 'khabar:x-4', type: PRODUCT, name: {ar: السهم 20}}\n"
    "classes:\n"
    "  number.tens.20: [عشرون, عشرين, العشرين]\n"
    "  number.cardinal.5: [خمسة]\n"
    "  noun.رجل: [رجل]\n"
    "  noun.قرار: [قرار, القرار]\n"
    "  date.month.g.1: [يناير]\n"
    "  date.month.s.1: [كانون الثاني]\n"
    "  date.month.s.8: [آب]\n"
    "  date.unit.Y: [عام]\n"
    "  money.دينار: [دينارا, دنانير]\n"
    "  money.جنيه: [جنيه]\n"
    "  currency.EGP.جنيه.Q79: [EGP]\n"
    "  currency.SDG.جنيه.Q1049: [SDG]\n"
    "  currency.JOD.دينار.Q810: [JOD]\n"
    "  currency.KWD.دينار.Q817: [KWD]\n";

typedef struct name_case { const char *name, *text, *want; } name_case;
static const name_case name_cases[] = {
    {"an event whose date goes on", "منذ ثورة 25 يناير/كانون الثاني 2011 في", "EVENT ثورة 25 يناير; DATE 25 يناير"},
    {"a date within an event", "منذ ثورة 25 يناير في", "EVENT ثورة 25 يناير; DATE 25 يناير"},
    {"a product that a date would break", "أسسا واتس آب عام 2009", "PRODUCT واتس آب"},
    {"a number in a law's name", "صدر القرار 2254 وخمسة غيره", "LAW القرار 2254; CARDINAL خمسة"},
    {"the same words as a name", "قمة مجموعة العشرين", "ORG مجموعة العشرين"},
    {"a name crosses what is counted", "بينهم 20 رجل الأعمال سعيد", "CARDINAL 20; PERS رجل الأعمال سعيد"},
    {"a name that ends in a number", "أطلق السهم 20 أمس", "PRODUCT السهم 20"},
    {"not where the number has its percent", "ارتفع السهم 20% أمس", "PERCENT 20%"},
    {"not where the number has its currency", "بلغ السهم 20 دينارا في الأردن", "MONEY 20 دينارا = JOD; GPE الأردن"},
    {"a nationality inside a sum", "دفع 20 دينارا أردنيا", "MONEY 20 دينارا أردنيا = JOD; NORP أردنيا"},
    {"open without a country", "دفع 20 دينارا", "MONEY 20 دينارا = JOD KWD?"},
    {"settled in the sentence", "دفع الأردن 20 دينارا", "GPE الأردن; MONEY 20 دينارا = JOD"},
    {"settled by what stands behind", "دفع 20 جنيه في مصر", "MONEY 20 جنيه = EGP; GPE مصر"},
    {"settled by another paragraph", "زار مصر.\n\nثم دفع 20 جنيه.", "GPE مصر; MONEY 20 جنيه = EGP"},
    {"a country without such money settles nothing", "زار مصر.\n\nثم دفع 20 دينارا.", "GPE مصر; MONEY 20 دينارا = JOD KWD?"},
};

static void test_names(void **state) {
  (void)state;
  khb_engine *engine = engine_must(names_yaml);
  for (size_t i = 0; i < COUNT(name_cases); i++) {
    static written w;
    w.len = 0;
    const name_case *c = &name_cases[i];
    khb_document *doc = support_document(engine, c->text, strlen(c->text));
    khb_span spans[16];
    size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
    for (size_t k = 0; k < n; k++) {
      khb_value v;
      if (k) put_string(&w, "; ");
      put_string(&w, khb_type_name(spans[k].type));
      put_string(&w, " ");
      put(&w, c->text + spans[k].start, spans[k].end - spans[k].start);
      if (!khb_document_value(doc, &spans[k], &v) || spans[k].type != KHB_MONEY) continue;
      put_string(&w, " = ");
      put_string(&w, v.currency[0] ? v.currency : v.candidates);
      if (!v.currency[0]) put_string(&w, "?");
    }
    khb_document_close(doc);
    CASE_STRING(c->name, w.text, c->want);
  }
  khb_engine_close(engine);
}

/* ---- hostile --------------------------------------------------------------------------------------------------------------- */

/* Numbers without end: time stays linear, nothing overflows, every value is finite. */
static void test_hostile(void **state) {
  static const char *const pieces[] = {"ألف ", "مليون ", "9", "9,", "9.", "1 234 ", "تسعة وتسعون تريليون ", "و", "بين 5 و", "ثلاثة أرباع ", "-5",
                                       "5-", "كوادريليون ", "1/", "مئة ", "وألف ", "% ", "$", "5 إلى ", "الحادي والعشرين ", "ونصف "};
  enum { BYTES_OF_TEXT = 20000 };
  char *text = malloc(BYTES_OF_TEXT + 64);
  assert_non_null(text);
  for (size_t i = 0; i < COUNT(pieces); i++) {
    size_t n = strlen(pieces[i]), len = 0;
    while (len + n <= BYTES_OF_TEXT) memcpy(text + len, pieces[i], n), len += n;
    khb_document *doc = support_document(*state, text, len);
    size_t count = khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
    khb_span *spans = malloc((count + 1) * sizeof *spans);
    assert_non_null(spans);
    khb_document_spans(doc, 0, UINT32_MAX, spans, count);
    for (size_t k = 0; k < count; k++) {
      khb_value v;
      if (!khb_document_value(doc, &spans[k], &v)) continue;
      CASE_CHECK(pieces[i], isfinite(v.number) && isfinite(v.low) && isfinite(v.high));
      CASE_CHECK(pieces[i], memchr(v.unit, 0, sizeof v.unit) && memchr(v.timex, 0, sizeof v.timex) && memchr(v.candidates, 0, sizeof v.candidates));
    }
    free(spans);
    khb_document_close(doc);
  }
  free(text);
}

/* A class's name may say anything: what makes no sense is no word of figures. */
static void test_class_names(void **state) {
  (void)state;
  khb_engine *engine = engine_must("classes:\n  number.cardinal.: [aa]\n  number.cardinal.99999999999999999999999: [bb]\n"
                                   "  number.scale.0: [cc]\n  number.fraction.0: [dd]\n  cent.x.y.0: [ee]\n  currency.EU: [ff]\n"
                                   "  currency.EURO.x: [gg]\n  sign..USD: []\n  sign.$.US: []\n  unit.: [hh]\n  bound.nothing: [ii]\n");
  static const char text[] = "5 aa 5 bb 5 cc dd 5 ee 5 ff 5 gg $5 5 hh ii 5";
  khb_document *doc = support_document(engine, text, sizeof text - 1);
  khb_span spans[32];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
  assert_in_range(n, 1, COUNT(spans));
  khb_document_close(doc);
  khb_engine_close(engine);
}

static int open_shared(void **state) {
  *state = support_engine();
  return *state ? 0 : -1;
}

static int close_shared(void **state) {
  khb_engine_close(*state);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_tables),  cmocka_unit_test(test_in_sentences), cmocka_unit_test(test_spans),
      cmocka_unit_test(test_names),   cmocka_unit_test(test_hostile),      cmocka_unit_test(test_class_names),
  };
  return cmocka_run_group_tests(tests, open_shared, close_shared);
}
