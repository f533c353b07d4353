package lang

import (
	"strconv"
	"strings"

	"regulars"
)

// Code says what is wrong with an expression.
type Code string

// The codes.
const (
	CodeSyntax    Code = "syntax"     // it cannot be read from here on
	CodeEmpty     Code = "empty"      // there is nothing
	CodeFullWidth Code = "full_width" // full-width punctuation where the plain one belongs
	CodeLong      Code = "long"       // longer than Limits say
	CodeDeep      Code = "deep"       // nested more deeply than they say
	CodeMany      Code = "many"       // more conditions than they say
	CodeList      Code = "list"       // an empty or too long list
	CodeText      Code = "text"       // too long or unreadable a text
	CodeNumber    Code = "number"     // too large, or more digits than are kept
	CodeSpan      Code = "span"       // a length of time that is none, or too long
	CodeDate      Code = "date"       // no date
	CodePeriod    Code = "period"     // no calendar word
	CodeWindow    Code = "window"     // two windows, or one that is empty
	CodeField     Code = "field"      // no such field
	CodeEvent     Code = "event"      // no such event
	CodeProperty  Code = "property"   // no such property of this event
	CodeAudience  Code = "audience"   // no such audience
	CodeListName  Code = "list_name"  // no such list
	CodeValue     Code = "value"      // no value that this text can be
	CodeWord      Code = "word"       // no such function
	CodeUse       Code = "use"        // a function is given the wrong things
	CodeOperation Code = "operation"  // this cannot be compared like this
	CodeKind      Code = "kind"       // compared with a value of another kind
	CodeLiteral   Code = "literal"    // compared with something that is not fixed
	CodeTruth     Code = "truth"      // this alone is not a condition
	CodeShape     Code = "shape"      // a tree's part is given twice or not at all
	CodePercent   Code = "percent"    // a share is above 0, at most 100
	CodeJSON      Code = "json"       // no tree
)

// Language is a language that people read.
type Language string

// The languages.
const (
	English Language = "en"
	Chinese Language = "zh"
)

var messages = map[Code][2]string{
	CodeSyntax:    {"this cannot be read from here on", "从这里开始无法识别"},
	CodeEmpty:     {"there is no condition", "没有条件"},
	CodeFullWidth: {"this is a full-width character; type the ordinary one", "这是全角符号，请改用半角符号"},
	CodeLong:      {"an expression has at most " + strconv.Itoa(maxText) + " characters", "表达式最多 " + strconv.Itoa(maxText) + " 个字符"},
	CodeDeep:      {"conditions are nested at most " + strconv.Itoa(maxDepth) + " deep", "条件最多嵌套 " + strconv.Itoa(maxDepth) + " 层"},
	CodeMany:      {"an expression has at most " + strconv.Itoa(maxConditions) + " conditions", "表达式最多 " + strconv.Itoa(maxConditions) + " 个条件"},
	CodeList:      {"a list has 1 to " + strconv.Itoa(maxList) + " values of one kind", "列表应有 1 到 " + strconv.Itoa(maxList) + " 个同类值"},
	CodeText:      {"a text has 1 to " + strconv.Itoa(maxLiteral) + " bytes, without control characters", "文本应为 1 到 " + strconv.Itoa(maxLiteral) + " 字节，且不含控制字符"},
	CodeNumber:    {"a number has at most four digits behind the point and is below 900 billion", "数字最多四位小数，且小于 9000 亿"},
	CodeSpan:      {"a length of time is a whole number of minutes, hours, days or weeks, from 1 minute to 10 years", "时长应为整数的分钟、小时、天或周，从 1 分钟到 10 年"},
	CodeDate:      {"a date is written like date(\"2026-03-05\"), from 1900 to 2199", "日期写作 date(\"2026-03-05\")，从 1900 年到 2199 年"},
	CodePeriod:    {"there is no such time of the calendar", "没有这样的日历时段"},
	CodeWindow:    {"a series of events has one window that can hold something", "事件只能有一个时间窗口，且不能为空"},
	CodeField:     {"there is no such field", "没有这个字段"},
	CodeEvent:     {"there is no such event", "没有这个事件"},
	CodeProperty:  {"this event has no such property", "该事件没有这个属性"},
	CodeAudience:  {"there is no such audience", "没有这个人群"},
	CodeListName:  {"there is no such list", "没有这个名单"},
	CodeValue:     {"this is none of its values", "这不是它的可选值"},
	CodeWord:      {"there is no such word here", "这里没有这个用法"},
	CodeUse:       {"this word is used with something else", "这个用法的参数不对"},
	CodeOperation: {"it cannot be compared in this way", "它不能这样比较"},
	CodeKind:      {"it is compared with a value of another kind", "比较的值类型不符"},
	CodeLiteral:   {"compare it with a fixed value", "请与固定值比较"},
	CodeTruth:     {"this alone is not a condition; compare it with something", "这还不是条件，请与某个值比较"},
	CodeShape:     {"this part of the tree is incomplete or says two things", "条件树的这一部分不完整或重复"},
	CodePercent:   {"a share is above 0 and at most 100", "比例应大于 0 且不超过 100"},
	CodeJSON:      {"this is not a tree of conditions", "这不是条件树"},
}

// Fault is one fault of an expression. It never repeats what was written; only
// Suggest is a word, of the catalogue or of the language.
type Fault struct {
	Code Code `json:"code"`
	// Offset and Length are in characters (code points), Line and Column count
	// from 1, in a text; all 0 in a tree.
	Offset int `json:"offset"`
	Length int `json:"length"`
	Line   int `json:"line"`
	Column int `json:"column"`
	// Path is where in the tree, such as "all[1].is.value"; "" for its root,
	// and where a text did not become a tree.
	Path string `json:"path"`
	// Suggest is the nearest word, or "".
	Suggest string `json:"suggest,omitempty"`
}

// Message says what is wrong, in a sentence without a full stop.
func (f Fault) Message(l Language) string {
	pair := messages[f.Code]
	if l == Chinese {
		if f.Suggest != "" {
			return pair[1] + "；是不是 " + f.Suggest + "？"
		}
		return pair[1]
	}
	if f.Suggest != "" {
		return pair[0] + "; did you mean " + f.Suggest + "?"
	}
	return pair[0]
}

// Faults are all faults that were found, in the order of the text or tree.
type Faults []Fault

// Error joins the messages in English, with their places.
func (f Faults) Error() string {
	parts := make([]string, len(f))
	for i, fault := range f {
		parts[i] = fault.Message(English)
		if fault.Line > 0 {
			parts[i] = strconv.Itoa(fault.Line) + ":" + strconv.Itoa(fault.Column) + ": " + parts[i]
		} else if fault.Path != "" {
			parts[i] = fault.Path + ": " + parts[i]
		}
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives each fault as a regulars.Error: ErrInvalid with the code as its
// reason, and "expression" or the place in the tree as its field.
func (f Faults) Unwrap() []error {
	out := make([]error, len(f))
	for i, fault := range f {
		field := "expression"
		if fault.Line == 0 && fault.Path != "" {
			field = fault.Path
		}
		out[i] = regulars.Invalid(field, string(fault.Code), fault.Message(English))
	}
	return out
}

// span is a piece of a text, in code points. The zero span is nowhere.
type span struct{ from, to int }

// nearest gives the word that is most like what was written: it takes at most
// a third of its letters, at least one, to be changed; "" when none does.
func nearest(written string, words []string) string {
	best, least := "", max(1, len([]rune(written))/3)+1
	for _, w := range words {
		if strings.EqualFold(w, written) && w != written {
			return w
		}
		if d := distance([]rune(strings.ToLower(written)), []rune(strings.ToLower(w)), least); d < least {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to insert, leave out, change or swap with their
// neighbour to make a of b; it gives most when that are as many or more.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most || len(a) > 100 || len(b) > 100 {
		return most
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, before := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(rows[len(a)%3][len(b)], most)
}
