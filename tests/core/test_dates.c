/* test_dates.c: dates, times of day and durations: their spans and their TIMEX3 values.
 *
 * A case is a text with its figures in square brackets, and what they say, one behind the other: D DATE, T TIME, P DURATION, the
 * value, ..last of a range, then what else there is: other=SECOND READING, mod=MODIFIER, CALENDAR=GREGORIAN. "-": none. Each table
 * names its source and the day that its texts speak from. Ryding: Karin C. Ryding, A Reference Grammar of Modern Standard Arabic
 * (2005); TIDES 2005: Ferro et al., Standard for the Annotation of Temporal Expressions.
 */
#include <glob.h>

#include "table.h"

typedef struct date_case {
  const char *text, *want;
} date_case;

/* Whole dates in words and figures (ISO 8601:2004, 4.1.2; Ryding 15.3.4). */
static const date_case table_0[] = {
    {"قال في [5 يناير 2022] إن", "D 2022-01-05"},
    {"[الخامس من يناير 2022]", "D 2022-01-05"},
    {"[الخامس من يناير/كانون الثاني 2022]", "D 2022-01-05"},
    {"[2022-01-05]", "D 2022-01-05"},
    {"[5/1/2022]", "D 2022-01-05"},
    {"[2022/1/9]", "D 2022-01-09"},
    {"[٥ يناير ٢٠٢٢]", "D 2022-01-05"},
    {"[٥/١/٢٠٢٢]", "D 2022-01-05"},
    {"[5.1.2022]", "D 2022-01-05"},
    {"[5-1-2022]", "D 2022-01-05"},
    {"[05 / 01 / 2022]", "D 2022-01-05"},
    {"[12/25/2021]", "D 2021-12-25"},
    {"[31/12/9999]", "D 9999-12-31"},
    {"في [الحادي والثلاثين من ديسمبر 2021]", "D 2021-12-31"},
    {"[الـ15 من مايو 2018]", "D 2018-05-15"},
    {"[15 من شهر مايو 2018]", "D 2018-05-15"},
    {"[5 مايو من عام 2018]", "D 2018-05-05"},
    {"[5 مايو عام 2018]", "D 2018-05-05"},
    {"[5 مايو لعام 2018]", "D 2018-05-05"},
    {"[5 مايو، 2018]", "D 2018-05-05"},
    {"[مايو 5, 2018]", "D 2018-05-05"},
    {"[أول مايو 2018]", "D 2018-05-01"},
    {"[5 يناير 2022م]", "D 2022-01-05"},
    {"بتاريخ [3/9/2007] نشر", "D 2007-09-03"},
    {"[5 يناير ألفين واثنين وعشرين]", "D 2022-01-05"},
    {"وبـ[5 يناير 2022]", "D 2022-01-05"},
};

/* Month families (Unicode CLDR 44: ar, ar-DZ, ar-TN, ar-MA, ar-MR, ar-LB). */
static const date_case table_1[] = {
    {"[3 جانفي 2017]", "D 2017-01-03"},
    {"[3 فيفري 2017]", "D 2017-02-03"},
    {"[3 أفريل 2017]", "D 2017-04-03"},
    {"[3 ماي 2017]", "D 2017-05-03"},
    {"[3 جوان 2017]", "D 2017-06-03"},
    {"[3 جويلية 2017]", "D 2017-07-03"},
    {"[3 أوت 2017]", "D 2017-08-03"},
    {"[3 غشت 2017]", "D 2017-08-03"},
    {"[3 شتنبر 2017]", "D 2017-09-03"},
    {"[3 نونبر 2017]", "D 2017-11-03"},
    {"[3 دجنبر 2017]", "D 2017-12-03"},
    {"[3 يوليوز 2017]", "D 2017-07-03"},
    {"[3 كانون الثاني 2017]", "D 2017-01-03"},
    {"[3 شباط 2017]", "D 2017-02-03"},
    {"[3 آذار 2017]", "D 2017-03-03"},
    {"[3 نيسان 2017]", "D 2017-04-03"},
    {"[3 أيار 2017]", "D 2017-05-03"},
    {"[3 حزيران 2017]", "D 2017-06-03"},
    {"[3 تموز 2017]", "D 2017-07-03"},
    {"[3 آب 2017]", "D 2017-08-03"},
    {"[3 أيلول 2017]", "D 2017-09-03"},
    {"[3 تشرين الأول 2017]", "D 2017-10-03"},
    {"[3 تشرين الثاني 2017]", "D 2017-11-03"},
    {"[3 كانون الأول 2017]", "D 2017-12-03"},
    {"[3 كانون أول 2017]", "D 2017-12-03"},
    {"[3 تشرين ثاني 2017]", "D 2017-11-03"},
    {"[3 اذار 2017]", "D 2017-03-03"},
    {"[3 ابريل 2017]", "D 2017-04-03"},
    {"[3 يونيه 2017]", "D 2017-06-03"},
    {"[3 أي النار 1999]", "D 1999-01-03"},
    {"[7 هانيبال 1999]", "D 1999-08-07"},
    {"[2 التمور 1999]", "D 1999-10-02"},
    {"[1 توت 1738]", "D 1738-01-01 coptic=2021-09-11"},
    {"[29 كيهك 1738]", "D 1738-04-29 coptic=2022-01-07"},
};

/* Twin months in eight layouts (layouts counted in Arabic agency texts). */
static const date_case table_2[] = {
    {"[يناير/كانون الثاني 2022]", "D 2022-01"},
    {"[يناير / كانون الثاني 2022]", "D 2022-01"},
    {"[كانون الثاني (يناير) 2022]", "D 2022-01"},
    {"[كانون الثاني/يناير 2022]", "D 2022-01"},
    {"[كانون الثاني يناير 2022]", "D 2022-01"},
    {"[كانون الثاني - يناير 2022]", "D 2022-01"},
    {"[كانون الثاني-يناير 2022]", "D 2022-01"},
    {"[كانون الثاني أو يناير 2022]", "D 2022-01"},
    {"[كانون الثاني ويناير 2022]", "D 2022-01"},
    {"[كانون الثاني، يناير 2022]", "D 2022-01"},
    {"[5 آذار/مارس 2022]", "D 2022-03-05"},
    {"[5 مارس (آذار) 2022]", "D 2022-03-05"},
    {"[5 أيلول/سبتمبر 2021]", "D 2021-09-05"},
    {"[5 أفريل/نيسان 2021]", "D 2021-04-05"},
    {"[5 ناصر/يوليو 1999]", "D 1999-07-05"},
    {"[يناير/شباط 2022]", "D 2022-01 other=2022-02"},
    {"[5 كانون الأول (نوفمبر) 2021]", "D 2021-12-05 other=2021-11-05"},
    {"[يناير] و[فبراير 2022]", "D 2022-01; D 2022-02"},
    {"[يناير]-[مارس 2021]", "D 2022-01; D 2021-03"},
    {"[مايو/أيار]", "D 2022-05"},
};

/* Hijri dates, Umm al-Qura (ICU 72.1, islamic-umalqura). */
static const date_case table_3[] = {
    {"[14 رمضان 1443 هـ] الموافق [15 أبريل 2022]", "D 1443-09-14 islamic=2022-04-15; D 2022-04-15"},
    {"[1 محرم 1445هـ]", "D 1445-01-01 islamic=2023-07-19"},
    {"[9 ذو الحجة 1447]", "D 1447-12-09 islamic=2026-05-26"},
    {"[9 ذي الحجة 1447]", "D 1447-12-09 islamic=2026-05-26"},
    {"[الأول من شوال 1443]", "D 1443-10-01 islamic=2022-05-02"},
    {"[12 ربيع الأول 1443 هجرية]", "D 1443-03-12 islamic=2021-10-18"},
    {"[27 رجب 1443]", "D 1443-07-27 islamic=2022-02-28"},
    {"[1443هـ]", "D 1443 islamic=2021-08-09/2022-07-29"},
    {"[عام 1443 هـ]", "D 1443 islamic=2021-08-09/2022-07-29"},
    {"[رمضان 1443]", "D 1443-09 islamic=2022-04-02/2022-05-01"},
    {"[شهر رمضان]", "D 1443-09 islamic=2022-04-02/2022-05-01"},
    {"[رمضان المقبل]", "D 1443-09 islamic=2022-04-02/2022-05-01"},
    {"[رمضان الماضي]", "D 1442-09 islamic=2021-04-13/2021-05-12"},
    {"[رمضان 2019]", "D 1440-09 islamic=2019-05-06/2019-06-03"},
    {"[20/5/857هـ]", "D 0857-05-20 islamic=1453-06-07"},
    {"[سنة 40 للهجرة]", "D 0040 islamic=0660-05-20/0661-05-09"},
    {"[جمادى الآخرة 1443]", "D 1443-06 islamic=2022-01-04/2022-02-01"},
    {"[15 شعبان 1443هـ]", "D 1443-08-15 islamic=2022-03-18"},
    {"[3 ذو القعدة 1443]", "D 1443-11-03 islamic=2022-06-02"},
};

/* Years, decades, centuries (TIDES 2005, 3.2.2 and 3.3; ISO 8601:2004, 4.1.2.3). */
static const date_case table_4[] = {
    {"[عام 2011]", "D 2011"},
    {"في [سنة 1990] وقع", "D 1990"},
    {"[العام 2019]", "D 2019"},
    {"ل[عام 2022]", "D 2022"},
    {"[عام (1948)]", "D 1948"},
    {"[عام ألفين وعشرين]", "D 2020"},
    {"[سنة ألف وتسعمئة وتسعين]", "D 1990"},
    {"[عام 67]", "D XX67"},
    {"منذ [2015] حتى [2018]", "D 2015; D 2018"},
    {"بحلول [2030]", "D 2030"},
    {"مونديال [2018]", "D 2018"},
    {"أنتج عملا ([2015]) ناجحا", "D 2015"},
    {"[2022م]", "D 2022"},
    {"[عامي 2011] و[2012]", "D 2011; D 2012"},
    {"بين [عامي 2003 و2011]", "D 2003..2011"},
    {"موسم [2021-2022]", "D 2021..2022"},
    {"موسم [2021/2022]", "D 2021..2022"},
    {"بين [2014-2018]", "D 2014..2018"},
    {"[القرن التاسع عشر]", "D 18"},
    {"[القرن الماضي]", "D 19"},
    {"[القرن الحالي]", "D 20"},
    {"[القرن الـ21]", "D 20"},
    {"[القرن الثالث الهجري]", "D 02 islamic"},
    {"[التسعينيات]", "D 199"},
    {"[تسعينات القرن الماضي]", "D 199"},
    {"[ثمانينيات القرن العشرين]", "D 198"},
    {"[ستينيات القرن التاسع عشر]", "D 186"},
    {"وهو في الستينيات من عمره", "-"},
    {"[عام 44 ق.م]", "D BC0044"},
    {"[سنة 586 قبل الميلاد]", "D BC0586"},
    {"[3000 سنة قبل الميلاد]", "D BC3000"},
    {"[القرن الثالث قبل الميلاد]", "D BC02"},
    {"[عام 247]", "D 0247"},
    {"[2015]: فاز بالجائزة", "D 2015"},
    {"كأسها ([1930] و[1950])", "D 1930; D 1950"},
    {"كلف 2000 دولار في القرار 2015", "-"},
    {"حضر 2011 شخصا", "-"},
    {"القرار رقم 1990", "-"},
    {"[العقد المقبل]", "D 203"},
};

/* Parts of years and months (TIMEX3 mod: TimeML 1.2.1; ISO 8601-2:2019, 4.8). */
static const date_case table_5[] = {
    {"[الربع الأول من 2023]", "D 2023-Q1"},
    {"[الربع الثالث من العام الماضي]", "D 2021-Q3"},
    {"[الربع الأخير من عام 2020]", "D 2020-Q4"},
    {"[النصف الثاني من العام]", "D 2022-H2"},
    {"[النصف الأول من 2021]", "D 2021-H1"},
    {"[النصف الثاني من مايو 2021]", "D 2021-05 mod=END"},
    {"النصف الأول من المباراة", "-"},
    {"الربع الأول من المبلغ", "-"},
    {"[صيف 2018]", "D 2018-SU"},
    {"[الصيف الماضي]", "D 2021-SU"},
    {"[شتاء 2019]", "D 2019-WI"},
    {"[ربيع عام 2015]", "D 2015-SP"},
    {"[خريف العام الماضي]", "D 2021-FA"},
    {"[هذا الصيف]", "D 2022-SU"},
    {"[مطلع شباط الماضي]", "D 2021-02 mod=START"},
    {"[نهاية العام]", "D 2022 mod=END"},
    {"[بداية الأسبوع]", "D 2022-W01 mod=START"},
    {"[أواخر عام 2017]", "D 2017 mod=END"},
    {"[منتصف مايو]", "D 2022-05 mod=MID"},
    {"[أوائل التسعينيات]", "D 199 mod=START"},
    {"[نهاية الأسبوع]", "D 2022-W01-WE"},
    {"[نهاية الشهر الجاري]", "D 2022-01 mod=END"},
    {"[أواخر القرن التاسع عشر]", "D 18 mod=END"},
    {"[بقية العام]", "D 2022-01-08..2022-12-31"},
    {"[الأسبوع الأول من أكتوبر 2021]", "D 2021-W40"},
    {"الربيع العربي", "-"},
};

/* Relative to the day of the text (TIDES 2005, 4.2; HeidelTime (Strötgen and Gertz 2010) for news). */
static const date_case table_6[] = {
    {"[أمس]", "D 2022-01-07"},
    {"[أمس الأول]", "D 2022-01-06"},
    {"[أول من أمس]", "D 2022-01-06"},
    {"[اليوم]", "D 2022-01-08"},
    {"[غدا]", "D 2022-01-09"},
    {"[بعد غد]", "D 2022-01-10"},
    {"[غدا الأحد]", "D 2022-01-09"},
    {"[اليوم السبت]", "D 2022-01-08"},
    {"[اليوم (السبت)]", "D 2022-01-08"},
    {"[اليوم الخميس]", "D 2022-01-08 other=2022-01-06"},
    {"[الأسبوع الماضي]", "D 2021-W52"},
    {"[الأسبوع المقبل]", "D 2022-W02"},
    {"[هذا الأسبوع]", "D 2022-W01"},
    {"[الشهر الماضي]", "D 2021-12"},
    {"[الشهر الجاري]", "D 2022-01"},
    {"[العام الماضي]", "D 2021"},
    {"[العام المقبل]", "D 2023"},
    {"[العام الجاري]", "D 2022"},
    {"[العام قبل الماضي]", "D 2020"},
    {"[السنة القادمة]", "D 2023"},
    {"[الثالث من الشهر الحالي]", "D 2022-01-03"},
    {"[15 من الشهر الماضي]", "D 2021-12-15"},
    {"[15 الجاري]", "D 2022-01-15"},
    {"[يناير الماضي]", "D 2021-01"},
    {"[مارس المقبل]", "D 2022-03"},
    {"[ديسمبر الماضي]", "D 2021-12"},
    {"[أيار من العام الماضي]", "D 2021-05"},
    {"[قبل يومين]", "D 2022-01-06"},
    {"[قبل شهر]", "D 2021-12"},
    {"[قبل ثلاثة أعوام]", "D 2019"},
    {"[قبل نحو أسبوعين]", "D 2021-12-25 mod=APPROX"},
    {"سيعود [بعد ثلاثة أسابيع]", "D 2022-01-29"},
    {"توفي بعد [يومين] من الحادث", "P P2D"},
    {"[قبل سنوات]", "D PAST_REF"},
    {"[قبل ساعتين]", "T PAST_REF"},
    {"[25 ديسمبر]", "D 2021-12-25"},
    {"[30 يونيو]", "D 2022-06-30"},
    {"ثورة [25 يناير]", "D XXXX-01-25"},
    {"[مؤخرا]", "D PAST_REF"},
    {"[حاليا]", "T PRESENT_REF"},
    {"اليوم العالمي للمرأة", "-"},
    {"في [وقت سابق من هذا العام]", "D 2022"},
    {"في [وقت لاحق من الشهر الجاري]", "D 2022-01"},
    {"كرة القدم بكرة جديدة", "-"},
    {"لامس أطراف البلاد", "-"},
    {"كشافة الغد", "-"},
    {"[صباح الغد]", "T 2022-01-09TMO"},
    {"ل[غد]", "D 2022-01-09"},
    {"اليوم التالي", "-"},
    {"ذلك اليوم", "-"},
};

/* Weekdays (AP Stylebook, "days of the week"; ISO 8601:2004, 4.1.4). */
static const date_case table_7[] = {
    {"قال [الاثنين] إن", "D 2022-01-03"},
    {"قال [السبت] إن", "D 2022-01-08"},
    {"ستعقد [الاثنين] جلسة", "D 2022-01-10"},
    {"من المقرر أن يلتقي [الثلاثاء]", "D 2022-01-11"},
    {"[الأحد الماضي]", "D 2022-01-02"},
    {"صدم سيارتهم [الاثنين]", "D 2022-01-03"},
    {"[السبت الماضي]", "D 2022-01-01"},
    {"[الأربعاء المقبل]", "D 2022-01-12"},
    {"[السبت المقبل]", "D 2022-01-15"},
    {"[يوم الخميس]", "D 2022-01-06"},
    {"[الاثنين 3 يناير 2022]", "D 2022-01-03"},
    {"[الاثنين 5 يناير 2022]", "D 2022-01-05 other=2022-W01-1"},
    {"[يوم الثلاثاء الموافق 5/8/2008]", "D 2008-08-05"},
    {"[الاثنين، 3 يناير]", "D 2022-01-03"},
    {"[الاثنين (3 يناير 2022)]", "D 2022-01-03"},
    {"[الخميس 15 أغسطس]", "D 2021-08-15 other=2021-W32-4"},
    {"[الثلاثاء الأول من نوفمبر 2021]", "D 2021-11-02"},
    {"[أول جمعة من مارس 2022]", "D 2022-03-04"},
    {"[الجمعة 14]", "D 2022-01-14"},
    {"[السبت] [الأحد]", "D 2022-01-08; D 2022-01-02"},
    {"سيلتقي الوفد [الأربعاء]", "D 2022-01-12"},
    {"التقى الوفد [الأربعاء]", "D 2022-01-05"},
    {"[الأسبوع المقبل يوم الجمعة]", "D 2022-01-14"},
    {"صلاة الجمعة", "-"},
    {"عبد الأحد", "-"},
    {"لا أحد", "-"},
    {"[يومي السبت] و[الأحد]", "D 2022-01-08; D 2022-01-02"},
};

/* Ranges of days (ISO 8601:2004, 4.4). */
static const date_case table_8[] = {
    {"من [3 إلى 5 مايو 2021]", "D 2021-05-03..2021-05-05"},
    {"بين [10 و15 يونيو 2021]", "D 2021-06-10..2021-06-15"},
    {"[3-5 مايو 2021]", "D 2021-05-03..2021-05-05"},
    {"[يومي 3] و[4 مايو 2021]", "D 2021-05-03; D 2021-05-04"},
    {"من [السابع وحتى التاسع من كانون الثاني/يناير 2015]", "D 2015-01-07..2015-01-09"},
    {"[يوليو 13-15]", "D 2021-07-13..2021-07-15"},
    {"من [3 مايو 2021] إلى [5 يونيو 2021]", "D 2021-05-03; D 2021-06-05"},
};

/* Times of day (Ryding 15.3.2; ISO 8601:2004, 4.2; zones: IANA 2024a). */
static const date_case table_9[] = {
    {"[الساعة الثالثة والنصف]", "T T03:30"},
    {"[الساعة الثالثة إلا ربعا عصرا]", "T T14:45"},
    {"عند [14:30] وصل", "T T14:30"},
    {"[02:00 بتوقيت غرينتش]", "T T02:00Z"},
    {"([11:00 ت.غ])", "T T11:00Z"},
    {"[الساعة 8 مساء بالتوقيت المحلي]", "T T20:00"},
    {"[الساعة 8 مساء بتوقيت مكة المكرمة]", "T T20:00+03:00"},
    {"[منتصف الليل]", "T T24:00"},
    {"[الساعة الثانية عشرة ظهرا]", "T T12:00"},
    {"[الساعة الحادية عشرة صباحا]", "T T11:00"},
    {"[الساعة الواحدة بعد الظهر]", "T T13:00"},
    {"[الساعة 12 ليلا]", "T T24:00"},
    {"[الساعة 12:30 ظهرا]", "T T12:30"},
    {"[الساعة الخامسة و20 دقيقة]", "T T05:20"},
    {"[الساعة الخامسة وعشر دقائق]", "T T05:10"},
    {"[الساعة التاسعة إلا خمس دقائق]", "T T08:55"},
    {"[الساعة السابعة والربع صباحا]", "T T07:15"},
    {"[15:23:24]", "T T15:23:24"},
    {"[الثامنة والنصف مساء]", "T T20:30"},
    {"[7 صباحا]", "T T07:00"},
    {"عند [السادسة وعشر دقائق تماما]", "T T06:10"},
    {"[10:50 ص]", "T T10:50"},
    {"[الساعة 8 مساء الخميس]", "T 2022-01-06T20:00"},
    {"[الخميس الساعة 8 مساء]", "T 2022-01-06T20:00"},
    {"[الساعة العاشرة من صباح الجمعة]", "T 2022-01-07T10:00"},
    {"[2022-12-22، الساعة 19:00]", "T 2022-12-22T19:00"},
    {"من [5 إلى 6 مساء]", "T T17:00..T18:00"},
    {"من [الساعة 3 إلى الساعة 5 عصرا]", "T T15:00..T17:00"},
    {"بين [الخامسة والسادسة مساء]", "T T17:00..T18:00"},
    {"[02:00] بتوقيت القمر", "T T02:00"},
    {"[18:00 غرينتش]", "T T18:00Z"},
};

/* Parts of days (TimeML 1.2.1, TIMEX3; TIDES 2005, 4.3.2). */
static const date_case table_10[] = {
    {"[فجر أمس]", "T 2022-01-07TMO"},
    {"[مساء الخميس]", "T 2022-01-06TEV"},
    {"[صباح اليوم]", "T 2022-01-08TMO"},
    {"[ليلة السبت-الأحد]", "T 2022-01-08TNI"},
    {"[ظهر الجمعة]", "T 2022-01-07TMI"},
    {"[بعد ظهر الجمعة]", "T 2022-01-07TAF"},
    {"[عصر السبت الماضي]", "T 2022-01-01TAF"},
    {"[الليلة الماضية]", "T 2022-01-07TNI"},
    {"[هذا المساء]", "T 2022-01-08TEV"},
    {"[صباح الاثنين 3 يناير 2022]", "T 2022-01-03TMO"},
    {"[الخميس مساء]", "T 2022-01-06TEV"},
    {"[الساعات الأولى من صباح الجمعة]", "T 2022-01-07TMO mod=START"},
    {"[ساعة متأخرة من ليل السبت]", "T 2022-01-08TNI mod=END"},
    {"[منتصف ليل الأحد]", "T 2022-01-02T24:00"},
    {"في [المساء]", "T TEV"},
    {"صحيفة المساء", "-"},
    {"وأضاف [الليلة]", "T 2022-01-08TNI"},
    {"الليلة التي تسبق العيد", "-"},
    {"في [الوقت الحالي]", "T PRESENT_REF"},
    {"[الثلاثاء في وقت مبكر من المساء]", "T 2022-01-04TEV mod=START"},
    {"[نهاية اليوم]", "D 2022-01-08 mod=END"},
    {"من [1:30 بعد الظهر إلى 4]", "T T13:30..T16:00"},
    {"في [الصباح الباكر يوم الثلاثاء]", "T 2022-01-04TMO"},
};

/* Durations (ISO 8601:2004, 4.4.3; Ryding 15.1). */
static const date_case table_11[] = {
    {"[ثلاثة أيام]", "P P3D"},
    {"[45 دقيقة]", "P PT45M"},
    {"[يومين]", "P P2D"},
    {"لمدة [شهر]", "P P1M"},
    {"[أسبوعين]", "P P2W"},
    {"[عقد ونصف]", "P P15Y"},
    {"[نصف ساعة]", "P PT30M"},
    {"[ساعة ونصف]", "P PT1H30M"},
    {"[خمس سنوات]", "P P5Y"},
    {"[ربع ساعة]", "P PT15M"},
    {"[ثلث ساعة]", "P PT20M"},
    {"[نصف قرن]", "P P50Y"},
    {"[عشرين سنة]", "P P20Y"},
    {"[أحد عشر شهرا]", "P P11M"},
    {"[24 ساعة]", "P PT24H"},
    {"[3.5 سنوات]", "P P3Y6M"},
    {"[ساعة و20 دقيقة]", "P PT1H20M"},
    {"[سنتين وثلاثة أشهر]", "P P2Y3M"},
    {"[عامين ونصف العام]", "P P2Y6M"},
    {"[شهرين ويوم واحد وساعتين]", "P P2M1DT2H"},
    {"[عدة أيام]", "P PXD"},
    {"[بضعة أشهر]", "P PXM"},
    {"منذ [سنوات]", "P PXY"},
    {"[السنوات الأخيرة]", "P PXY"},
    {"[الأيام الثلاثة الماضية]", "P P3D"},
    {"[الساعات الـ24 الماضية]", "P PT24H"},
    {"[السنوات الخمس المقبلة]", "P P5Y"},
    {"[العامين الماضيين]", "P P2Y"},
    {"أكثر من [أسبوع]", "P P1W mod=MORE_THAN"},
    {"نحو [3 أيام]", "P P3D mod=APPROX"},
    {"[شهر كامل]", "P P1M"},
    {"طوال [اليوم]", "P P1D"},
    {"[عشرات السنين]", "P PXY"},
    {"[ثلاث ليال]", "P P3D"},
    {"عمره [45 عاما]", "P P45Y"},
    {"[٤٥ دقيقة]", "P PT45M"},
    {"بعد ذلك ب[أيام]", "P PXD"},
    {"بأشهر الكتاب", "-"},
    {"أحد أشهر الكتاب", "-"},
    {"بعد عقد قرانها", "-"},
    {"مرة ثانية", "-"},
    {"الأمين العام", "-"},
    {"إضراب عام", "-"},
    {"ألف ليلة وليلة", "-"},
    {"[9999999 يوما]", "P P9999999D"},
};

/* What is no date (words that are months, days and years as well; made for this test). */
static const date_case table_12[] = {
    {"مارس ضغوطا على الحكومة", "-"},
    {"أب الأسرة", "-"},
    {"حزب الاستقلال", "-"},
    {"رئيسة الوزراء ماي", "-"},
    {"محمد رمضان", "-"},
    {"فاز 2-1", "-"},
    {"نسبة 1/2", "-"},
    {"هاتف 00212-522-445566", "-"},
    {"12:5", "-"},
    {"صفر أهداف", "-"},
    {"الطابق 27", "-"},
    {"صفحة 1990", "-"},
    {"عام عليهم", "-"},
    {"الأول من نوعه", "-"},
    {"القرار 2254", "-"},
    {"1.2.3", "-"},
    {"99/99/2020", "-"},
    {"10.0.0.1", "-"},
    {"سيارة نيسان جديدة", "-"},
    {"عنوان الصحيفة الساعة", "-"},
    {"وصل ثانية", "-"},
};

/* Days by their place in a month or a week, two numbers, two-digit years (Ryding 15.2.3, 15.3.3; ISO 8601:2004 for weeks; AP Stylebook, dates). */
static const date_case table_14[] = {
    {"[اليوم الثالث من أكتوبر 2021]", "D 2021-10-03"},
    {"[أول أيام شهر رمضان 1443هـ]", "D 1443-09-01 islamic=2022-04-02"},
    {"[آخر يوم من فبراير 2020]", "D 2020-02-29"},
    {"[ثلاثاء الأسبوع الماضي]", "D 2021-12-28"},
    {"[الأربعاء من هذا الأسبوع]", "D 2022-01-05"},
    {"[الأربعاء هذا الأسبوع]", "D 2022-01-05"},
    {"[الجمعة من الأسبوع المقبل]", "D 2022-01-14"},
    {"[الأسبوع المقبل بين الأربعاء والجمعة]", "D 2022-01-12..2022-01-14"},
    {"[هذا الأحد]", "D 2022-01-02"},
    {"[الأحد بعد المقبل]", "D 2022-01-16"},
    {"[الأحد قبل الماضي]", "D 2021-12-26"},
    {"مباراة [الأحد] ستكون صعبة", "D 2022-01-09"},
    {"استقبل [الأحد] سيرغي", "D 2022-01-02"},
    {"تُعقد في [الثاني عشر]. ثم", "D 2022-01-12"},
    {"عاد في [04/01] إلى", "D 2022-01-04"},
    {"عاد في [04/01].", "D 2022-01-04"},
    {"يعود في [22/4].", "D 2022-04-22"},
    {"سيعود في [22-4].", "D 2022-04-22"},
    {"سيعود في [15].", "D 2022-01-15"},
    {"عاد في 15.", "-"},
    {"سيفوز 22-4.", "-"},
    {"[11/12, 2016]", "D 2016-12-11"},
    {"[17/7/18]", "D 2018-07-17"},
    {"[شهر نوفمبر 2021]", "D 2021-11"},
    {"[نوفمبر بين 19 و20].", "D 2021-11-19..2021-11-20"},
    {"[شهر نوفمبر من الخامس عشر إلى التاسع عشر].", "D 2021-11-15..2021-11-19"},
    {"[بقية اليوم]", "D 2022-01-08 mod=END"},
    {"من [يناير] إلى [أغسطس]", "D 2021-01; D 2021-08"},
    {"من [الأحد] إلى [الخميس]", "D 2022-01-02; D 2022-01-06"},
    {"من [الاثنين] إلى [الأحد]", "D 2021-12-27; D 2022-01-02"},
    {"سيستمر من [الأحد] حتى [الخميس]", "D 2022-01-09; D 2022-01-13"},
    {"خدمة 24/7", "-"},
    {"في 3/4 الحالات", "-"},
    {"واحد [الأسبوع الماضي]", "D 2021-W52"},
    {"في اليوم التالي", "-"},
    {"الأحد عشر", "-"},
    {"الجدل بين الاثنين كبير", "-"},
    {"بين [الاثنين] و[الخميس]", "D 2022-01-03; D 2022-01-06"},
    {"للمرة الأولى في [شهر فبراير 2017]", "D 2017-02"},
    {"الثانية من [مايو 2017]", "D 2017-05"},
};

/* Weeks, seasons, parts and what is left of a period, years in words (TimeML 1.2.1 value; ISO 8601:2004: a week belongs to the year of its
   Thursday; here also to its month). */
static const date_case table_15[] = {
    {"[الأسبوع الأول من عام 2017]", "D 2017-W01"},
    {"[الأسبوع الأخير من عام 2015]", "D 2015-W53"},
    {"[الأسبوع الثاني والعشرين من عام 2018]", "D 2018-W22"},
    {"[أول أسبوع من مايو 2018]", "D 2018-W18"},
    {"[آخر أسبوع في سبتمبر 2014]", "D 2014-W39"},
    {"[الأسبوع الثاني من الشهر الجاري]", "D 2022-W02"},
    {"[الأسبوع الأول من رمضان 1443هـ]", "D 1443-09 mod=START islamic=2022-04-02/2022-05-01"},
    {"[أسبوع 15 سبتمبر 2016]", "D 2016-W37"},
    {"[بقية هذا الأسبوع]", "D 2022-01-08..2022-01-09"},
    {"[باقي الشهر]", "D 2022-01-08..2022-01-31"},
    {"[بقية عام 2019]", "D 2019 mod=END"},
    {"[الثلث الأول من عام 2019]", "D 2019 mod=START"},
    {"[وقت مبكر من هذا العام]", "D 2022 mod=START"},
    {"[وقت متأخر من الشهر الماضي]", "D 2021-12 mod=END"},
    {"في [الصيف].", "D XXXX-SU"},
    {"[فصل الشتاء]", "D XXXX-WI"},
    {"[شتاء 2016-2017]", "D 2016-WI"},
    {"[شتاء 2010/2011]", "D 2010-WI"},
    {"في الربيع العربي", "-"},
    {"في [ألف وسبعمئة وتسعة وثمانين].", "D 1789"},
    {"مواليد [ألفين].", "D 2000"},
    {"في ألف.", "-"},
    {"يتوقع [شهر ويوم من الآن]", "D 2022-02-09"},
    {"لعشرات.", "-"},
    {"الأمين العام السابق", "-"},
    {"[العام الماضي 2020]", "D 2020"},
    {"من [11 مارس] إلى [13 مارس 2017]", "D 2017-03-11; D 2017-03-13"},
    {"[يوم 27] قبل أن", "D 2021-12-27"},
    {"[3 من صفر]", "D 1443-02-03 islamic=2021-09-10"},
    {"انتصرت 3-صفر", "-"},
    {"عين الأمين [العام الماضي]", "D 2021"},
    {"بداية من [عام 2016]", "D 2016"},
    {"3 م", "-"},
    {"خلال [الأعوام 2013-2017]", "D 2013..2017"},
    {"[أعوام 2016] و[2017]", "D 2016; D 2017"},
    {"[السنوات 10 الماضية]", "P P10Y"},
    {"سيعود بعد [عام] على رحيله", "P P1Y"},
    {"9893 م", "-"},
};

/* Holidays (Umm al-Qura calendar; Unicode CLDR 44). */
static const date_case table_16[] = {
    {"خلال [عيد الفطر 2013]", "D 1434-10-01 islamic=2013-08-08"},
    {"[ثالث أيام عيد الأضحى لعام 2018]", "D 1439-12-12 islamic=2018-08-23"},
    {"[رأس السنة الهجرية 2019]", "D 1441-01-01 islamic=2019-08-31"},
    {"[عاشوراء 1439هـ]", "D 1439-01-10 islamic=2017-09-30"},
    {"[عيد الميلاد]", "D 2021-12-25"},
    {"[عيد العمال المقبل]", "D 2022-05-01"},
    {"[عيد العمال العام الماضي]", "D 2021-05-01"},
    {"[يوم عيد الحب]", "D 2022-02-14"},
    {"[صباح عيد الميلاد]", "T 2021-12-25TMO"},
    {"[عشية رأس السنة]", "D 2021-12-31"},
    {"احتفل بعيد الميلاد الستين", "-"},
};

/* Sets (TimeML 1.2.1, TIMEX3 of type SET: value and quant). */
static const date_case table_17[] = {
    {"[كل يوم]", "D P1D mod=EVERY"},
    {"[كل أسبوعين]", "D P2W mod=EVERY"},
    {"[كل ثلاثة أشهر]", "D P3M mod=EVERY"},
    {"[كل 10 دقائق]", "T PT10M mod=EVERY"},
    {"[كل يوم اثنين]", "D XXXX-WXX-1 mod=EVERY"},
    {"[كل جمعة]", "D XXXX-WXX-5 mod=EVERY"},
    {"[كل صباح]", "T TMO mod=EVERY"},
    {"[صباح كل يوم]", "T TMO mod=EVERY"},
    {"[الساعة 3 مساء كل يوم]", "T T15:00 mod=EVERY"},
    {"يصدر [أسبوعيا] و[سنويا]", "D P1W mod=EVERY; D P1Y mod=EVERY"},
    {"كل أحد", "-"},
    {"كل اثنين منهم", "-"},
    {"مليون برميل يوميا", "-"},
};

/* More of how times are said (Ryding 15.3.2). */
static const date_case table_18[] = {
    {"[عشر دقائق قبل الثامنة]", "T T07:50"},
    {"[ربع ساعة بعد الخامسة صباح الغد]", "T 2022-01-09T05:15"},
    {"[بعد الظهر 7:00]", "T T19:00"},
    {"[مساء الساعة الثامنة]", "T T20:00"},
    {"[التاسعة مساء والنصف]", "T T21:30"},
    {"[9 مساء وثلاثة أرباع]", "T T21:45"},
    {"[السابعة وثلاثين في المساء]", "T T19:30"},
    {"[الثامنة وخمس وعشرون دقيقة]", "T T08:25"},
    {"بين [الساعة 4 مساء] و[الخامسة والنصف صباحا]", "T T16:00; T T05:30"},
    {"[الخميس بين الواحدة والرابعة مساء]", "T 2022-01-06T13:00..2022-01-06T16:00"},
    {"[الجمعة من الساعة 8 صباحا إلى الساعة 2 مساء]", "T 2022-01-07T08:00..2022-01-07T14:00"},
    {"[6 مايو 2021 - 10:50 ص]", "T 2021-05-06T10:50"},
    {"[غدا الثامنة مساء]", "T 2022-01-09T20:00"},
    {"[الليلة حوالي الساعة 7]", "T 2022-01-08T19:00"},
    {"[الثامنة هذه الليلة]", "T 2022-01-08T20:00"},
    {"[الليلة في الثامنة]", "T 2022-01-08T20:00"},
    {"[الليلة في 8].", "T 2022-01-08T20:00"},
    {"[الليلة] في 8 مدن", "T 2022-01-08TNI"},
    {"[صباح الأحد عند الثامنة]", "T 2022-01-02T08:00"},
    {"[23 أكتوبر 2021 في السابعة]", "T 2021-10-23T07:00"},
    {"سيعود في [السابعة]", "T T07:00"},
    {"[وقت متأخر بعد الظهر]", "T TAF mod=END"},
    {"[وقت متأخر الاثنين]", "T 2022-01-03TNI mod=END"},
    {"[الواحدة والنصف ظهرا]", "T T13:30"},
    {"[غدا بين الساعة 3 و4 مساء]", "T 2022-01-09T15:00..2022-01-09T16:00"},
    {"[14:00 من يوم 5 مايو 2021]", "T 2021-05-05T14:00"},
    {"من [اثنين إلى خمسة مساء]", "T T14:00..T17:00"},
    {"ميل في الثانية", "-"},
    {"في السابعة من عمره", "-"},
    {"الدقيقة الثامنة", "-"},
    {"على مدار الساعة", "-"},
    {"أسرة آلان", "-"},
};

/* No day is known (TimeML 1.2.1: X for what is not said). */
static const date_case table_13[] = {
    {"[5 يناير]", "D XXXX-01-05"},
    {"[يناير]", "D XXXX-01"},
    {"[الاثنين]", "D XXXX-WXX-1"},
    {"[مساء الخميس]", "T XXXX-WXX-4TEV"},
    {"[أمس]", "D XXXX-XX-XX"},
    {"[الأسبوع الماضي]", "D XXXX-WXX"},
    {"[العام الماضي]", "D XXXX"},
    {"[الشهر الماضي]", "D XXXX-XX"},
    {"[نهاية العام]", "D XXXX mod=END"},
    {"[قبل يومين]", "D PAST_REF"},
    {"[الربع الأول من العام]", "D XXXX-Q1"},
    {"[القرن الماضي]", "D PAST_REF"},
    {"[التسعينيات]", "D XX9"},
    {"[5 يناير 2022]", "D 2022-01-05"},
    {"[أمس الخميس]", "D XXXX-WXX-4"},
    {"[14 رمضان]", "D XXXX-09-14 islamic"},
    {"[يوم 27].", "D XXXX-XX-27"},
};

static const struct {
  const char *name, *date;
  const date_case *cases;
  size_t n;
} tables[] = {
    {"Whole dates in words and figures", "2022-01-08", table_0, COUNT(table_0)},
    {"Month families", "2022-01-08", table_1, COUNT(table_1)},
    {"Twin months in eight layouts", "2022-01-08", table_2, COUNT(table_2)},
    {"Hijri dates, Umm al-Qura", "2022-01-08", table_3, COUNT(table_3)},
    {"Years, decades, centuries", "2022-01-08", table_4, COUNT(table_4)},
    {"Parts of years and months", "2022-01-08", table_5, COUNT(table_5)},
    {"Relative to the day of the text", "2022-01-08", table_6, COUNT(table_6)},
    {"Weekdays", "2022-01-08", table_7, COUNT(table_7)},
    {"Ranges of days", "2022-01-08", table_8, COUNT(table_8)},
    {"Times of day", "2022-01-08", table_9, COUNT(table_9)},
    {"Parts of days", "2022-01-08", table_10, COUNT(table_10)},
    {"Durations", "2022-01-08", table_11, COUNT(table_11)},
    {"What is no date", "2022-01-08", table_12, COUNT(table_12)},
    {"No day is known", "", table_13, COUNT(table_13)},
    {"Days by their place, two numbers", "2022-01-08", table_14, COUNT(table_14)},
    {"Weeks, seasons, rests, years in words", "2022-01-08", table_15, COUNT(table_15)},
    {"Holidays", "2022-01-08", table_16, COUNT(table_16)},
    {"Sets", "2022-01-08", table_17, COUNT(table_17)},
    {"More times of day", "2022-01-08", table_18, COUNT(table_18)},
};

/* An engine over the words of figures alone, speaking from a day; "" for none. */
static khb_engine *engine_from(const char *date) {
  enum { MAX_FILES = 60 };
  const char *files[MAX_FILES];
  uint32_t n = 0;
  glob_t found;
  if (glob("annotations/lexicon/*.yaml", 0, NULL, &found) != 0) support_die("run from the root of the repository");
  for (size_t i = 0; i < found.gl_pathc && n < MAX_FILES; i++) files[n++] = found.gl_pathv[i];
  khb_options options = {.size = sizeof options, .entities = files, .n_entities = n, .date = *date ? date : NULL};
  khb_engine *engine = NULL;
  khb_error err;
  if (khb_engine_open(&options, &engine, &err) != KHB_OK) support_die("%s: %s", err.file, err.what);
  globfree(&found);
  return engine;
}

/* Takes the brackets out of a case; their places are ranges[0 .. n). */
static size_t unmark(const char *marked, char *text, size_t *len, khb_range *ranges) {
  size_t n = 0;
  *len = 0;
  for (const char *p = marked; *p; p++) {
    if (*p == '[') ranges[n].start = (uint32_t)*len;
    else if (*p == ']') ranges[n++].end = (uint32_t)*len;
    else text[(*len)++] = *p;
  }
  return n;
}

static void put_value(written *w, const khb_span *s, const khb_value *v) {
  if (w->len) put_string(w, "; ");
  put_string(w, s->type == KHB_DATE ? "D " : s->type == KHB_TIME ? "T " : "P ");
  put_string(w, v->timex);
  if (v->timex_end[0]) put_string(w, ".."), put_string(w, v->timex_end);
  if (v->timex_other[0]) put_string(w, " other="), put_string(w, v->timex_other);
  if (khb_modifier_name(v->mod)) put_string(w, " mod="), put_string(w, khb_modifier_name(v->mod));
  if (v->calendar[0]) put_string(w, " "), put_string(w, v->calendar);
  if (v->gregorian[0]) put_string(w, "="), put_string(w, v->gregorian);
}

static bool is_time(uint8_t type) { return type == KHB_DATE || type == KHB_TIME || type == KHB_DURATION; }

static void check_case(const khb_engine *engine, const date_case *c) {
  enum { MOST = 16 };
  char text[512];
  size_t len;
  khb_range ranges[MOST];
  size_t n_ranges = unmark(c->text, text, &len, ranges), n = 0;
  bool exact = true;
  written got = {{0}, 0};
  khb_document *doc = support_document(engine, text, len);
  khb_span spans[MOST];
  size_t n_spans = khb_document_spans(doc, 0, UINT32_MAX, spans, MOST);
  assert_in_range(n_spans, 0, MOST);
  for (size_t i = 0; i < n_spans; i++) {
    khb_value v;
    if (!is_time(spans[i].type)) continue;
    if (!khb_document_value(doc, &spans[i], &v)) CASE_FAIL(c->text, "no value");
    exact = exact && n < n_ranges && ranges[n].start == spans[i].start && ranges[n].end == spans[i].end;
    n++;
    put_value(&got, &spans[i], &v);
  }
  khb_document_close(doc);
  const char *want = strcmp(c->want, "-") == 0 ? "" : c->want;
  CASE_STRING(c->text, got.text, want);
  if (*want && (!exact || n != n_ranges)) CASE_FAIL(c->text, "other spans than those in brackets");
}

static void test_tables(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(tables); i++) {
    khb_engine *engine = engine_from(tables[i].date);
    for (size_t k = 0; k < tables[i].n; k++) check_case(engine, &tables[i].cases[k]);
    khb_engine_close(engine);
  }
}

/* The same text, whatever marks, digits and bidi controls it is written with. */
static void test_spellings(void **state) {
  (void)state;
  static const char *const same[] = {
      "5 يناير 2022", "٥ يناير ٢٠٢٢", "5 يَنايِرُ 2022", "5 ينـاير 2022", "\u200f5 يناير 2022\u200f", "5\u00a0يناير\u00a02022"};
  khb_engine *engine = engine_from("2022-01-08");
  for (size_t i = 0; i < COUNT(same); i++) {
    khb_document *doc = support_document(engine, same[i], strlen(same[i]));
    khb_span spans[4];
    khb_value v;
    size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
    CASE_CHECK(same[i], n == 1 && spans[0].type == KHB_DATE && khb_document_value(doc, &spans[0], &v));
    CASE_STRING(same[i], v.timex, "2022-01-05");
    khb_document_close(doc);
  }
  khb_engine_close(engine);
}

/* Rows of date words without end: time stays linear, every value ends within its array. */
static void test_hostile(void **state) {
  (void)state;
  static const char *const pieces[] = {"يناير ",    "يناير/",      "5 ",     "الاثنين ",  "و",
                                       "من 5 إلى ", "الساعة ",     "5:30 ",  "عام ",      "99999999 ",
                                       "ونصف ",     "سنة و",       "قبل ",   "(",         "مساء ",
                                       "نهاية ",    "2022-",       "2022/",  "القرن ",    "الربع الأول من ",
                                       "هذا ",      "الماضي ",     "كانون ", "14 رمضان ", "9999999999999 سنة ",
                                       "5/",        "12/12/9999 ", "بتوقيت "};
  enum { BYTES_OF_TEXT = 20000 };
  char *text = malloc(BYTES_OF_TEXT + 64);
  assert_non_null(text);
  khb_engine *engine = engine_from("9999-12-31");
  for (size_t i = 0; i < COUNT(pieces); i++) {
    size_t piece = strlen(pieces[i]), len = 0;
    while (len + piece <= BYTES_OF_TEXT) memcpy(text + len, pieces[i], piece), len += piece;
    khb_document *doc = support_document(engine, text, len);
    size_t count = khb_document_spans(doc, 0, UINT32_MAX, NULL, 0);
    khb_span *spans = malloc((count + 1) * sizeof *spans);
    assert_non_null(spans);
    khb_document_spans(doc, 0, UINT32_MAX, spans, count);
    for (size_t k = 0; k < count; k++) {
      khb_value v;
      if (!khb_document_value(doc, &spans[k], &v) || !is_time(spans[k].type)) continue;
      CASE_CHECK(pieces[i], v.timex[0] && memchr(v.timex, 0, sizeof v.timex) && memchr(v.timex_end, 0, sizeof v.timex_end));
      CASE_CHECK(pieces[i], memchr(v.gregorian, 0, sizeof v.gregorian) && memchr(v.timex_other, 0, sizeof v.timex_other));
    }
    free(spans);
    khb_document_close(doc);
  }
  khb_engine_close(engine);
  free(text);
}

/* Pieces of the cases above, cut anywhere and put together, at both ends of the years that dates are counted in. */
static void test_random(void **state) {
  (void)state;
  static const char *const days[] = {"0001-01-01", "9999-12-31", "2024-02-29"};
  enum { TEXTS = 400, PIECES = 40, MOST = 4096 };
  uint64_t seed = 20220108;
  char text[MOST];
  for (size_t d = 0; d < COUNT(days); d++) {
    khb_engine *engine = engine_from(days[d]);
    for (int i = 0; i < TEXTS; i++) {
      size_t len = 0;
      for (uint32_t k = support_below(&seed, PIECES); k; k--) {
        const uint32_t which = support_below(&seed, (uint32_t)COUNT(tables));
        const char *piece = tables[which].cases[support_below(&seed, (uint32_t)tables[which].n)].text;
        size_t n = strlen(piece), from = support_below(&seed, 3) ? 0 : support_below(&seed, n),
               used = support_below(&seed, 3) ? n - from : support_below(&seed, n - from + 1);
        if (len + used + 1 > sizeof text) break;
        for (size_t b = 0; b < used; b++)
          if (piece[from + b] != '[' && piece[from + b] != ']') text[len++] = piece[from + b];
        if (support_below(&seed, 2)) text[len++] = ' ';
      }
      khb_document *doc = support_document(engine, text, len);
      khb_span spans[256];
      size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
      for (size_t s = 0; s < n && s < COUNT(spans); s++) {
        khb_value v;
        if (!is_time(spans[s].type)) continue;
        assert_true(spans[s].start < spans[s].end && spans[s].end <= len);
        assert_true(khb_document_value(doc, &spans[s], &v) && v.timex[0]);
      }
      khb_document_close(doc);
    }
    khb_engine_close(engine);
  }
}

/* A class's name may say anything: what makes no sense is no word of dates. */
static void test_class_names(void **state) {
  (void)state;
  khb_engine *engine = engine_must(
      "classes:\n  date.month: [aa]\n  date.month.: [bb]\n  date.month.g.99: [cc]\n  date.month.g.-1: [dd]\n  date.unit: [ee]\n"
      "  date.weekday.77777777777: [ff]\n  date.: [gg]\n  date..: [hh]\n  date.middle.99: [ii]\n  date.season.99: [jj]\n"
      "  date.quarter.7: [kk]\n  date.part-of: [ll]\n  date.zone-at.99999: [mm]\n  date.zone: [nn]\n  date.clock: [oo]\n"
      "  date.day.-99999999: [pp]\n  date.which.999: [qq]\n  date.the.Y: [rr]\n  date.units.Q: [ss]\n");
  static const char text[] =
      "5 aa 2020 5 bb 2020 5 cc 2020 5 dd 2020 5 ee ff gg hh ii jj 2020 kk 1 2020 ll ff oo 5 nn mm pp rr qq 5 ss";
  khb_document *doc = support_document(engine, text, sizeof text - 1);
  khb_span spans[32];
  size_t n = khb_document_spans(doc, 0, UINT32_MAX, spans, COUNT(spans));
  assert_in_range(n, 0, COUNT(spans));
  khb_document_close(doc);
  khb_engine_close(engine);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables), cmocka_unit_test(test_spellings),
                                     cmocka_unit_test(test_hostile), cmocka_unit_test(test_random),
                                     cmocka_unit_test(test_class_names)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
