---What the language server says to people, in Arabic and in English.
local M = {}

---@type table<string, {en: string, ar: string}>
M.texts = {
  accept = { en = 'Accept %s as %s', ar = 'قبول %s: %s' },
  reject = { en = 'Reject %s: not %s', ar = 'رفض %s: ليس من نوع %s' },
  withdraw = { en = 'Take back what was settled about %s', ar = 'التراجع عما تقرر في %s' },
  set_type = { en = 'Make %s: %s', ar = 'تغيير نوع %s إلى: %s' },
  link = { en = 'Link %s to %s (%s)', ar = 'ربط %s بالكيان %s (%s)' },
  add = { en = 'Add %s to the names of the project: %s', ar = 'إضافة %s إلى أسماء المشروع: %s' },
  add_draft = {
    en = 'Add %s to the names of this draft: %s',
    ar = 'إضافة %s إلى أسماء هذه المسودة: %s',
  },
  alias_draft = {
    en = 'Add %s as another name of %s, in this draft',
    ar = 'إضافة %s اسمًا آخر للكيان %s في هذه المسودة',
  },
  alias = { en = 'Add %s as another name of %s', ar = 'إضافة %s اسمًا آخر للكيان %s' },
  unify = { en = 'Write %s everywhere', ar = 'كتابة %s في كل المواضع' },
  mentions = { en = '%d mentions', ar = 'مرات الذكر: %d' },
  people = { en = 'People', ar = 'الأشخاص' },
  bodies = { en = 'Bodies', ar = 'الهيئات' },
  places = { en = 'Places', ar = 'الأماكن' },
  events = { en = 'Events', ar = 'الأحداث' },
  other = { en = 'Other names', ar = 'أسماء أخرى' },
  figures = { en = 'Figures', ar = 'الأرقام والتواريخ' },
  quotes = { en = 'Quotes', ar = 'الأقوال' },
  no_file = {
    en = 'this text has no file yet, so nothing can be noted beside it; save it first',
    ar = 'لا ملف لهذا النص بعد فلا يمكن تدوين شيء بجانبه؛ احفظه أولًا',
  },
  stale = {
    en = 'the text has changed meanwhile; ask again',
    ar = 'تغير النص في الأثناء؛ أعد الطلب',
  },
  bad_name = { en = 'a name is one line of letters', ar = 'الاسم سطر واحد من الحروف' },
  no_name = { en = 'there is no name here', ar = 'لا اسم هنا' },
  bad_setting = { en = 'setting %s is left out: %s', ar = 'أُهمل الإعداد %s: %s' },
  must_be = { en = 'it must be %s', ar = 'يجب أن يكون %s' },
  too_long = {
    en = '%s is longer than %d bytes and is left alone',
    ar = 'النص %s أطول من %d بايت فلم يُقرأ',
  },
  lost = {
    en = 'an edit of %s made no sense, so its text is no longer known; close the file and open it again',
    ar = 'وصل تعديل غير مفهوم للنص %s فلم يعد نصه معروفًا؛ أغلق الملف وافتحه من جديد',
  },
}

---@param key string
---@param language 'ar'|'en'
---@param ... any
---@return string
function M.text(key, language, ...)
  return M.texts[key][language]:format(...)
end

---The language of labels: what the client was told, else its locale, else that of the environment (POSIX order).
---@param wanted? string
---@param locale? string
---@return 'ar'|'en'
function M.language(wanted, locale)
  if wanted == 'ar' or wanted == 'en' then
    return wanted
  end
  local named = type(locale) == 'string' and locale ~= '' and locale or nil
  for _, variable in ipairs { 'LC_ALL', 'LC_MESSAGES', 'LANG' } do
    local value = os.getenv(variable)
    named = named or (value ~= '' and value or nil)
  end
  return named and named:lower():match '^ar%f[%A]' and 'ar' or 'en'
end

return M
