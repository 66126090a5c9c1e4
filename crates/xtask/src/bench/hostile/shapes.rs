//! Shapes of hostile files, one a line: a unit said over and over, and what closes each.

/// Where a shape stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A whole YAML file.
    Yaml,
    /// A whole TOML file.
    Toml,
    /// A whole YARA-L file.
    YaraL,
    /// The condition of a YARA-L rule.
    YaraLCondition,
    /// A Sigma condition.
    Condition,
    /// An EQL query.
    Eql,
    /// A KQL query of Elastic.
    Kql,
    /// An ES|QL query.
    Esql,
    /// A Lucene query.
    Lucene,
    /// A Splunk search.
    Spl,
    /// A Kusto query.
    Kusto,
    /// A Python rule.
    Python,
    /// An SQL query.
    Sql,
    /// A Markdown text.
    Markdown,
}

/// `before`, then `unit` as often as fits, `middle`, `close` as often, `after`.
pub(super) struct Shape {
    pub(super) format: Format,
    pub(super) name: &'static str,
    before: &'static str,
    unit: &'static str,
    middle: &'static str,
    close: &'static str,
    after: &'static str,
}

impl Shape {
    /// The text, of at most so many bytes.
    pub(super) fn text(&self, size: usize) -> String {
        let fixed = self.before.len() + self.middle.len() + self.after.len();
        let times = size.saturating_sub(fixed) / (self.unit.len() + self.close.len()).max(1);
        let (units, closes) = (self.unit.repeat(times), self.close.repeat(times));
        [self.before, &units, self.middle, &closes, self.after].concat()
    }
}

const fn shape(
    format: Format,
    name: &'static str,
    before: &'static str,
    (unit, middle, close): (&'static str, &'static str, &'static str),
    after: &'static str,
) -> Shape {
    Shape {
        format,
        name,
        before,
        unit,
        middle,
        close,
        after,
    }
}

use Format::{
    Condition, Eql, Esql, Kql, Kusto, Lucene, Markdown, Python, Spl, Sql, Toml, Yaml, YaraL, YaraLCondition,
};

#[rustfmt::skip]
pub(super) const SHAPES: &[Shape] = &[
    shape(Yaml, "deep flow lists", "title: ", ("[", "a", "]"), "\n"),
    shape(Yaml, "deep flow lists, unclosed", "title: ", ("[", "", ""), "\n"),
    shape(Yaml, "deep flow mappings", "title: ", ("{a: ", "1", "}"), "\n"),
    shape(Yaml, "deep dashes", "a:\n  ", ("- ", "a", ""), "\n"),
    shape(Yaml, "deep question marks", "", ("? ", "a", ""), "\n"),
    shape(Yaml, "aliases of one text", "a: &a 0123456789012345678901234567890123456789\nb:\n", ("  - *a\n", "", ""), ""),
    shape(Yaml, "anchors", "a:\n", ("  - &a a\n", "", ""), ""),
    shape(Yaml, "a huge list", "title: x\ndetection:\n  s:\n    Image:\n", ("      - a\n", "", ""), "  condition: s\n"),
    shape(Yaml, "a huge flow list", "a: [", ("a,", "a", ""), "]\n"),
    shape(Yaml, "one long text", "title: ", ("a", "", ""), "\n"),
    shape(Yaml, "a text without end", "title: \"", ("a ", "", ""), ""),
    shape(Yaml, "a text of escapes", "title: \"", ("\\u0041", "", ""), "\"\n"),
    shape(Yaml, "many documents", "", ("---\na: 1\n", "", ""), ""),
    shape(Yaml, "many keys", "", ("? a\n", "", ""), ""),
    shape(Yaml, "tags", "a: ", ("!a ", "a", ""), "\n"),
    shape(Toml, "deep lists", "a = ", ("[", "1", "]"), "\n"),
    shape(Toml, "deep inline tables", "a = ", ("{a=", "1", "}"), "\n"),
    shape(Toml, "a deep dotted key", "a", (".a", " = 1", ""), "\n"),
    shape(Toml, "many tables", "", ("[[a]]\n", "", ""), ""),
    shape(Toml, "nested tables", "[a", (".a", "]", ""), "\n"),
    shape(Toml, "a text without end", "a = \"\"\"", ("a ", "", ""), ""),
    shape(Toml, "a huge list", "a = [", ("1,", "", ""), "]\n"),
    shape(YaraL, "deep brackets", "rule r { events: ", ("(", "$e", ")"), " condition: $e }"),
    shape(YaraL, "unclosed brackets", "rule r { events: ", ("(", "", ""), ""),
    shape(YaraL, "braces", "", ("rule r { ", "", ""), ""),
    shape(YaraL, "many rules", "", ("rule r { condition: $e }\n", "", ""), ""),
    shape(YaraL, "a comment without end", "rule r { /*", ("a ", "", ""), ""),
    shape(YaraL, "a regular expression without end", "rule r { events: $e.a = /", ("(a+)+", "", ""), ""),
    shape(YaraL, "many alternatives", "rule r { events: ", ("$e.a = \"b\" or ", "$e.a = \"c\"", ""), " condition: $e }"),
    shape(YaraL, "many lines", "rule r { events:\n", ("$e.a != \"b\"\n", "", ""), "condition: $e }"),
    shape(YaraLCondition, "many negations", "", ("not ", "$e", ""), ""),
    shape(YaraLCondition, "deep brackets", "", ("(", "$e", ")"), ""),
    shape(Condition, "deep brackets", "", ("(", "s", ")"), ""),
    shape(Condition, "many negations", "", ("not ", "s", ""), ""),
    shape(Condition, "many alternatives", "", ("s or ", "s", ""), ""),
    shape(Condition, "both in turn", "", ("s and s or ", "s", ""), ""),
    shape(Condition, "negated alternatives", "", ("not (s or ", "s", ")"), ""),
    shape(Condition, "selections by pattern", "", ("1 of s* and ", "s", ""), ""),
    shape(Eql, "deep brackets", "process where ", ("(", "a == 1", ")"), ""),
    shape(Eql, "unclosed brackets", "process where ", ("(", "", ""), ""),
    shape(Eql, "many negations", "process where ", ("not ", "a == 1", ""), ""),
    shape(Eql, "many alternatives", "process where ", ("a == 1 or ", "a == 2", ""), ""),
    shape(Eql, "both in turn", "process where ", ("a == 1 and (b == 2 or ", "c == 3", ")"), ""),
    shape(Eql, "a huge list", "process where a in (", ("\"b\",", "\"c\"", ""), ")"),
    shape(Eql, "a long sequence", "sequence ", ("[any where true]", "", ""), ""),
    shape(Eql, "calls in calls", "process where ", ("f(", "a", ")"), ""),
    shape(Eql, "a text without end", "process where a == \"", ("b ", "", ""), ""),
    shape(Kql, "deep brackets", "", ("(", "a: 1", ")"), ""),
    shape(Kql, "many negations", "", ("not ", "a: 1", ""), ""),
    shape(Kql, "many alternatives", "", ("a: 1 or ", "a: 2", ""), ""),
    shape(Kql, "nested fields", "", ("a: { ", "b: 1", " }"), ""),
    shape(Kql, "wildcards", "a: ", ("*a", "", ""), ""),
    shape(Esql, "deep brackets", "from a | where ", ("(", "a == 1", ")"), ""),
    shape(Esql, "many commands", "from a ", ("| where a == 1 ", "", ""), ""),
    shape(Esql, "many evals", "from a ", ("| eval a = a + a ", "", ""), "| where a == 1"),
    shape(Esql, "calls in calls", "from a | eval b = ", ("f(", "a", ")"), ""),
    shape(Lucene, "deep brackets", "", ("(", "a:1", ")"), ""),
    shape(Lucene, "many alternatives", "", ("a:1 OR ", "a:2", ""), ""),
    shape(Lucene, "negations", "", ("NOT ", "a:1", ""), ""),
    shape(Spl, "deep brackets", "search ", ("(", "a=1", ")"), ""),
    shape(Spl, "deep searches", "search a=1 ", ("[search a=1 ", "", "]"), ""),
    shape(Spl, "many commands", "search a=1 ", ("| where a=1 ", "", ""), ""),
    shape(Spl, "many evals", "search a=1 ", ("| eval a=a.a ", "", ""), "| where a=\"b\""),
    shape(Spl, "many alternatives", "search ", ("a=1 OR ", "a=2", ""), ""),
    shape(Spl, "both in turn", "search ", ("(a=1 OR b=2) ", "", ""), ""),
    shape(Spl, "macros", "search ", ("`a` ", "", ""), ""),
    shape(Spl, "calls in calls", "search a=1 | eval b=", ("if(a=1,", "b", ",c)"), ""),
    shape(Spl, "a text without end", "search a=\"", ("b ", "", ""), ""),
    shape(Kusto, "deep brackets", "T | where ", ("(", "a == 1", ")"), ""),
    shape(Kusto, "many commands", "T ", ("| where a == 1 ", "", ""), ""),
    shape(Kusto, "many evals", "T ", ("| extend a = strcat(a, a) ", "", ""), "| where a == 'b'"),
    shape(Kusto, "many lets", "", ("let a = T | where b == 1; ", "a", ""), ""),
    shape(Kusto, "deep unions", "", ("union (T), (", "T", ")"), ""),
    shape(Kusto, "deep joins", "T ", ("| join (T ", "", ") on a"), ""),
    shape(Kusto, "a huge list", "T | where a in (", ("'b',", "'c'", ""), ")"),
    shape(Kusto, "calls in calls", "T | extend b = ", ("f(", "a", ")"), ""),
    shape(Kusto, "both in turn", "T | where ", ("a == 1 and (b == 2 or ", "c == 3", ")"), ""),
    shape(Python, "deep brackets", "x = ", ("(", "1", ")"), "\n"),
    shape(Python, "deep lists, unclosed", "x = ", ("[", "", ""), "\n"),
    shape(Python, "a long sum", "def rule(event):\n    return ", ("a + ", "a", ""), "\n"),
    shape(Python, "a long chain", "def rule(event):\n    return event", (".a", "", ""), "\n"),
    shape(Python, "calls in calls", "def rule(event):\n    return ", ("f(", "a", ")"), "\n"),
    shape(Python, "many alternatives", "def rule(event):\n    return ", ("event.get('a') == 1 or ", "False", ""), "\n"),
    shape(Python, "negations", "def rule(event):\n    return ", ("not ", "a", ""), "\n"),
    shape(Python, "many conditions", "def rule(event):\n", ("    if event.get('a') == 1:\n        return False\n", "", ""), "    return True\n"),
    shape(Python, "many assignments", "def rule(event):\n    a = 1\n", ("    a = a + a\n", "", ""), "    return a == 1\n"),
    shape(Python, "lambdas", "x = ", ("lambda: ", "1", ""), "\n"),
    shape(Python, "a text without end", "x = '''", ("a ", "", ""), ""),
    shape(Sql, "deep brackets", "select * from t where ", ("(", "a = 1", ")"), ""),
    shape(Sql, "deep selects", "", ("select * from (", "t", ")"), ""),
    shape(Sql, "many unions", "", ("select a from t union all ", "select a from t", ""), ""),
    shape(Sql, "many alternatives", "select * from t where ", ("a = 1 or ", "a = 2", ""), ""),
    shape(Sql, "negations", "select * from t where ", ("not ", "a", ""), ""),
    shape(Sql, "a huge list", "select * from t where a in (", ("'b',", "'c'", ""), ")"),
    shape(Sql, "cases in cases", "select ", ("case when a then ", "b", " end"), " from t"),
    shape(Sql, "a text without end", "select '", ("a ", "", ""), ""),
    shape(Markdown, "deep quotes", "", (">", "a", ""), ""),
    shape(Markdown, "deep lists", "", ("* ", "a", ""), ""),
    shape(Markdown, "open links", "", ("[", "a", ""), ""),
    shape(Markdown, "emphasis", "", ("*a_", "", ""), ""),
    shape(Markdown, "elements", "", ("<b>", "a", ""), ""),
];
