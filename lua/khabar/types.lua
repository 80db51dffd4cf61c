---@meta _
---What the C module offers, for language servers. tests/lua/khabar_spec.lua compares this file with the real tables.
---Every offset is a byte offset counted from 0; every range is half-open: text:sub(start + 1, finish).

---@alias khabar.Code 'io'|'format'|'version'|'nomem'|'range'|'limit'|'module'

---@alias khabar.Type
---| 'PERS' | 'NORP' | 'OCC' | 'ORG' | 'GPE' | 'LOC' | 'FAC' | 'EVENT' | 'PRODUCT' | 'LAW' | 'LANGUAGE' | 'WEBSITE'
---| 'DATE' | 'TIME' | 'DURATION' | 'CARDINAL' | 'ORDINAL' | 'PERCENT' | 'QUANTITY' | 'MONEY'

---@class khabar.Options
---@field index? string|false path of a compiled index; false: none; nil: the one that khabar ships
---@field model? string|false path of a trained model; false: none; nil: the one that khabar ships, with its index
---@field entities? string[] YAML files laid over the index, the last one nearest
---@field project? string a draft or folder: the names in `.khabar` beside it and above it are laid over those
---@field notes? string|false the notes of a draft: the entities they name are laid over all others; nil: those beside `project`
---@field date? string 'YYYY-MM-DD', the day the text speaks from

---@class khabar.NewEntity
---@field name? string the Arabic name
---@field english? string
---@field type? khabar.Type needed unless `id` is that of a known entity
---@field id? string made from the name where it is not given
---@field aliases? string[]
---@field description? string
---@field disabled? boolean switches the entity `id` off; nothing else is written then

---@class khabar.TypeName
---@field name khabar.Type
---@field arabic? string
---@field flat? 'PERS'|'LOC'|'ORG'|'MISC'

---@class khabar.IndexInfo
---@field format integer
---@field entities integer
---@field names integer
---@field words integer
---@field classes integer
---@field patterns integer
---@field bytes integer
---@field checksum string 16 hexadecimal digits
---@field by_type table<khabar.Type, integer>

---@class khabar.Hit
---@field id string
---@field type khabar.Type
---@field name string
---@field english? string
---@field description? string
---@field matched? string the name that was met
---@field kind? 'name'|'alias'|'demonym'|'english'
---@field exact boolean spelled like the name, letter for letter
---@field clitics string what had to be taken off the front
---@field entity integer

---@class khabar.Suggestion
---@field id string
---@field type khabar.Type
---@field name string
---@field english? string
---@field description? string
---@field matched? string the name that may have been meant
---@field kind? 'name'|'alias'|'demonym'|'english'
---@field cost number edits between the two, likely ones counting less: 0 to 2
---@field clitics string what had to be taken off the front
---@field entity integer

---@class khabar.Name
---@field text string
---@field kind 'name'|'alias'|'demonym'|'english'
---@field common? true also a common word
---@field derived? true made by rule

---@class khabar.Office
---@field title string
---@field of? string id
---@field of_name? string
---@field from? string
---@field to? string
---@field on_date? 'yes'|'no'|'perhaps' whether it was held on the engine's date; nil where the engine has none

---@class khabar.Card
---@field id string
---@field type khabar.Type
---@field name {ar?: string, en?: string}
---@field description {ar?: string, en?: string}
---@field names khabar.Name[]
---@field offices khabar.Office[]
---@field country? string
---@field country_name? string
---@field region? string the state or province that a place lies in
---@field region_name? string
---@field capital? string
---@field capital_name? string
---@field source? string the YAML file it came from

---@class khabar.Stats
---@field entities integer
---@field names integer
---@field date? string

---@class khabar.Span
---@field start integer the name itself
---@field finish integer
---@field word_start integer the same, widened to word edges: what to draw
---@field word_finish integer
---@field type khabar.Type
---@field source 'lexicon'|'pattern'|'model'|'figures'|'mention'|'note'
---@field score number 0 to 1
---@field depth integer 0 for the outermost
---@field clitics string what stands before the name in its first word
---@field id? string
---@field name? string
---@field entity? integer for engine:card
---@field value? khabar.Value of a figure

---What a figure says. Of a range `low` and `high` alone; what the text does not say is absent.
---@class khabar.Value
---@field number? number 18.25 for 18.25 %
---@field low? number
---@field high? number
---@field unit? string dictionary form of what is counted or measured
---@field currency? string ISO 4217
---@field candidates? string codes that it may be, with spaces between, where `currency` is open
---@field timex? string TIMEX3 value of a date, time or duration
---@field timex_end? string of a range of dates: its last
---@field timex_other? string the second of two things that the text says
---@field calendar? 'islamic'|'coptic'
---@field gregorian? string `timex` in the Gregorian calendar
---@field mod? string modifier of TIMEX3: 'APPROX', 'MORE_THAN' …

---A figure in another unit.
---@class khabar.Conversion
---@field number? number
---@field low? number
---@field high? number
---@field unit string
---@field symbol? string
---@field reading? string which unit it is where one word means several
---@field of? string which one the figure's own unit was taken for

---@class khabar.Measure
---@field unit string dictionary form
---@field symbol? string by which it may be named as well
---@field reading? string
---@field quantity string 'length', 'area' …
---@field system? 'metric'|'imperial'

---@class khabar.Range
---@field start integer
---@field finish integer

---@class khabar.Token: khabar.Range
---@field kind string
---@field arabic? true
---@field latin? true
---@field space_before? true
---@field digit? true
---@field upper? true
---@field marked? true
---@field line_start? true

---@class khabar.Sentence: khabar.Range
---@field headline? true
---@field source? true
---@field last? true

---@class khabar.Clitics: khabar.Range the stem
---@field proclitics string
---@field enclitic_start? integer
---@field enclitic_finish? integer

---@alias khabar.NoteStatus 'open'|'accepted'|'corrected'|'rejected'|'added'

---What a person has settled about some words of a draft.
---@class khabar.Note
---@field start integer byte of the draft, from 0
---@field finish integer half-open
---@field place? 'unknown'|'same'|'moved'|'changed'|'lost' where it was found by notes:anchor()
---@field score? number how well the place fits, 0..1
---@field status khabar.NoteStatus
---@field type? khabar.Type
---@field conflict? boolean two editors settled it differently; both stand in the file
---@field exact? string the words, as they were when the anchor was taken
---@field prefix? string
---@field suffix? string
---@field entity? string id
---@field text? string a remark
---@field check? 'verified'|'doubtful'|'wrong'
---@field source? string where it was checked

---Notes are numbered from 1; a number is good until notes are added, removed or saved.
---@class khabar.Notes
local Notes = {}

---@param number integer
---@return khabar.Note?
function Notes:get(number) end

---@return khabar.Note[]
function Notes:all() end

---@return integer
function Notes:count() end

---Finds the place of every note in the text as it now is.
---@param text string|khabar.Document
---@param here? boolean without looking elsewhere: what is not where it was is lost
---@return integer? lost how many were not surely found
---@return string? message
---@return khabar.Code? code
function Notes:anchor(text, here) end

---Changes a note, or adds one (nil). The anchor is taken from `text`.
---@param number integer?
---@param note khabar.Note
---@param text string the draft
---@return integer? number
---@return string? message
---@return khabar.Code? code
function Notes:set(number, note, text) end

---Says where a note stands now, as an editor's mark has followed it.
---@param number integer
---@param start integer
---@param finish integer
---@param text string
---@return true? done
---@return string? message
---@return khabar.Code? code
function Notes:move(number, start, finish, text) end

---@param number integer
---@return boolean
function Notes:remove(number) end

---@param key 'date'|'place'|'style'
---@param value? string "" takes it out
---@return string?
---@return string? message
---@return khabar.Code? code
function Notes:field(key, value) end

---Writes what has changed, joined with what another program has written since.
---@return boolean? joined whether another's changes came in
---@return string? message
---@return khabar.Code? code
function Notes:save() end

---The file as it would be written.
---@return string? bytes
---@return string? message
---@return khabar.Code? code
function Notes:bytes() end

function Notes:close() end

---@class khabar.Core
---@field FLAT_STRIDE integer integers that doc:flat() gives for each span
local Core = {}

---@param options? {index?: string, model?: string, entities?: string[], date?: string}
---@return khabar.Engine? engine
---@return string? message
---@return khabar.Code? code
function Core.open(options) end

---@return string
function Core.version() end

---@return string lua the Lua that the module was built for, as in _VERSION
---@return string stamp
function Core.abi() end

---@return khabar.TypeName[] types entry n + 1 is type number n
function Core.types() end

---@param text string
---@param with_map? boolean
---@return string folded
---@return integer[]? map entry i + 1: the byte in text of the character that folded byte i came from; the last: #text
function Core.fold(text, with_map) end

---Whether standard input has something to read now, or has ended.
---@return boolean
function Core.input_waits() end

---@param path string of the file of notes, which may be missing
---@return khabar.Notes? notes
---@return string? message
---@return khabar.Code? code
function Core.notes_open(path) end

---@param path string of a file of notes, which may be missing
---@return string? stamp nil where the notes name no entities; another one when these have changed
---@return string? message
---@return khabar.Code? code
function Core.notes_entities(path) end

---Notes from the bytes of such a file. They cannot be saved.
---@param bytes string
---@return khabar.Notes? notes
---@return string? message
---@return khabar.Code? code
function Core.notes_parse(bytes) end

---@param path? string
---@return string[]? files the nearest last
---@return string? message
---@return khabar.Code? code
function Core.project_files(path) end

---@param path? string
---@return string? file
---@return string? message
---@return khabar.Code? code
function Core.project_place(path) end

---@param file string
---@param entity khabar.NewEntity
---@return string? id
---@return string? message
---@return khabar.Code? code
function Core.project_add(file, entity) end

---@param text string
---@return number
function Core.arabic_share(text) end

---@param path string
---@return khabar.IndexInfo? info
---@return string? message
---@return khabar.Code? code
function Core.index_info(path) end

---@param yaml string[]
---@param path string
---@return khabar.IndexInfo? info
---@return string? message
---@return khabar.Code? code
function Core.index_build(yaml, path) end

---@class khabar.Engine
local Engine = {}

---@param text string any bytes
---@return khabar.Document? document
---@return string? message
---@return khabar.Code? code
function Engine:analyze(text) end

---@param text string
---@return khabar.Hit[] hits best first
function Engine:lookup(text) end

---Entities with a name that begins like this; behind them those of which a later word does.
---@param prefix string the last word may be cut off anywhere
---@param max? integer
---@return khabar.Hit[] hits best first, at most 100
function Engine:complete(prefix, max) end

---Names that a misspelt one may stand for.
---@param word string one word or several
---@param max? integer
---@return khabar.Suggestion[] near nearest first, at most 64
function Engine:suggest(word, max) end

---@param id string|integer an id, or the entity number of a span or a hit
---@return khabar.Card?
function Engine:card(id) end

---A figure in another unit, rounded by what it says itself. Several results where its unit means several things; none where
---it is of another quantity, in that unit already, or a sum of money.
---@param value khabar.Value
---@param to string 'metric', 'imperial', a unit or its symbol
---@return khabar.Conversion[]
function Engine:convert(value, to) end

---The units that figures can be converted to.
---@return khabar.Measure[]
function Engine:measures() end

---@return khabar.Stats
function Engine:stats() end

---Documents that are still open stay usable.
function Engine:close() end

---A name, or a description that the document explains. Indexes count from 1.
---@class khabar.Mention
---@field start integer
---@field finish integer
---@field index integer its place among all mentions of the document
---@field type khabar.Type|string
---@field source string 'mention' where only the document explains it
---@field depth integer
---@field clitics string
---@field mention_of? integer index of the fullest mention of the same
---@field id? string
---@field name? string

---What somebody said. A speaker and an outlet have a range, and an index among the mentions where they are one.
---@class khabar.Quote
---@field start integer
---@field finish integer
---@field form 'direct'|'indirect'|'mixed'
---@field strength 'neutral'|'assertive'|'opinion'|'claim'|'denial'
---@field cue_start? integer
---@field cue_finish? integer
---@field speaker_kind? 'entity'|'role'|'unnamed' absent where nobody was found
---@field speaker_start? integer
---@field speaker_finish? integer
---@field speaker? integer
---@field via_start? integer who passed it on
---@field via_finish? integer
---@field via? integer
---@field inherited? boolean the speaker is that of an earlier sentence
---@field cut? boolean it was cut at a limit

---@class khabar.Document
---@operator len: integer
local Document = {}

---What a person has settled, in place of what was settled before: rejected names vanish, others come with source 'note'.
---Edits move decisions with the text; one that an edit cuts through is dropped.
---@param decisions khabar.Note[] start, finish, status; type, entity where they are given
---@return integer? changed_start equal to the finish where nothing has changed
---@return integer|string changed_finish or message
---@return khabar.Code? code
function Document:decide(decisions) end

---The decisions that stand.
---@return khabar.Note[]
function Document:decisions() end

---Replaces the bytes [start, old_end) and analyses again what that can change.
---@param start integer
---@param old_end integer
---@param text string
---@return integer? changed_start
---@return integer|string changed_finish or message
---@return khabar.Code? code
function Document:edit(start, old_end, text) end

---From now on edits and decisions analyse about that many bytes at once and put the rest off; nil: nothing is put off.
---@param bytes? integer
function Document:put_off(bytes) end

---Analyses what was put off in a range, until about `bytes` bytes are done. Nothing comes back where nothing was put off there.
---@param first? integer
---@param last? integer
---@param bytes? integer
---@return integer? changed_start
---@return integer|string|nil changed_finish or message
---@return khabar.Code? code
function Document:catch_up(first, last, bytes) end

---@return integer bytes that are put off
function Document:behind() end

---@return string
function Document:text() end

---A part of the text, as string.sub() gives it, without a copy of the whole.
---@param i integer
---@param j? integer
---@return string
function Document:sub(i, j) end

---@param first? integer
---@param last? integer
---@return fun(): khabar.Span?
function Document:spans(first, last) end

---FLAT_STRIDE integers a span: start, finish, word_start, word_finish, type number, depth, source number, entity or -1.
---@param first? integer
---@param last? integer
---@param into? integer[] filled from its start, not shortened
---@return integer[] flat
---@return integer count
function Document:flat(first, last, into) end

---@param first? integer
---@param last? integer
---@return table<string, integer> counts total, unlinked, figures (among the total) and each type
function Document:counts(first, last) end

---@param first? integer
---@param last? integer
---@return khabar.Token[]
function Document:tokens(first, last) end

---@param first? integer
---@param last? integer
---@return khabar.Sentence[]
function Document:sentences(first, last) end

---@param first? integer
---@param last? integer
---@return khabar.Range[]
function Document:paragraphs(first, last) end

---@param first? integer
---@param last? integer
---@return khabar.Range[]
function Document:faults(first, last) end

---Names and descriptions with what they are mentions of. Worked out when first asked for after an edit, as quotes are.
---@param first? integer
---@param last? integer
---@return khabar.Mention[]? mentions
---@return string? message
---@return khabar.Code? code
function Document:mentions(first, last) end

---@param first? integer
---@param last? integer
---@return khabar.Quote[]? quotes
---@return string? message
---@return khabar.Code? code
function Document:quotes(first, last) end

---@param at integer
---@return khabar.Clitics[] ways the word as a whole first; empty where no Arabic word stands
function Document:clitics(at) end

function Document:close() end
