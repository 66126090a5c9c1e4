//! The query languages.

use std::fmt;

/// A query language. Closed on purpose: whoever adds one is led by the compiler to everything that must
/// learn it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Sigma detections and conditions.
    Sigma,
    /// Elastic Event Query Language.
    Eql,
    /// Kibana Query Language ("kuery").
    Kuery,
    /// Lucene query strings.
    Lucene,
    /// Elasticsearch piped query language, ES|QL.
    Esql,
    /// Splunk Search Processing Language.
    Spl,
    /// Kusto Query Language.
    Kusto,
    /// Google SecOps YARA-L 2.0.
    YaraL,
    /// Python detections (Panther).
    Python,
    /// SQL (Snowflake dialect mostly).
    Sql,
    /// Conditions written directly in YAML (Panther simple detections and correlation rules).
    Yaml,
    /// No query text at all: machine-learning jobs and the like.
    None,
}

impl Language {
    /// All languages, in page order.
    pub const ALL: [Language; 12] = [
        Language::Sigma,
        Language::Eql,
        Language::Kuery,
        Language::Lucene,
        Language::Esql,
        Language::Spl,
        Language::Kusto,
        Language::YaraL,
        Language::Python,
        Language::Sql,
        Language::Yaml,
        Language::None,
    ];

    /// The stable lower-case name used in data files and URLs.
    pub fn id(self) -> &'static str {
        match self {
            Language::Sigma => "sigma",
            Language::Eql => "eql",
            Language::Kuery => "kuery",
            Language::Lucene => "lucene",
            Language::Esql => "esql",
            Language::Spl => "spl",
            Language::Kusto => "kusto",
            Language::YaraL => "yara-l",
            Language::Python => "python",
            Language::Sql => "sql",
            Language::Yaml => "yaml",
            Language::None => "none",
        }
    }

    /// The name as its community writes it.
    pub fn title(self) -> &'static str {
        match self {
            Language::Sigma => "Sigma",
            Language::Eql => "EQL",
            Language::Kuery => "KQL (Kibana)",
            Language::Lucene => "Lucene",
            Language::Esql => "ES|QL",
            Language::Spl => "SPL",
            Language::Kusto => "KQL (Kusto)",
            Language::YaraL => "YARA-L",
            Language::Python => "Python",
            Language::Sql => "SQL",
            Language::Yaml => "YAML",
            Language::None => "no query",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
