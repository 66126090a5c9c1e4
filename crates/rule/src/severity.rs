//! Severity: the author's word and a five-step scale.

use std::fmt;

/// The five-step scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeverityLevel {
    /// Worth keeping, not worth an alert.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl SeverityLevel {
    /// All levels, lowest first.
    pub const ALL: [SeverityLevel; 5] = [
        SeverityLevel::Informational,
        SeverityLevel::Low,
        SeverityLevel::Medium,
        SeverityLevel::High,
        SeverityLevel::Critical,
    ];

    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            SeverityLevel::Informational => "informational",
            SeverityLevel::Low => "low",
            SeverityLevel::Medium => "medium",
            SeverityLevel::High => "high",
            SeverityLevel::Critical => "critical",
        }
    }

    /// Reads the usual words, whatever their case. Vendors with other words map their own.
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "informational" | "information" | "info" => Some(SeverityLevel::Informational),
            "low" => Some(SeverityLevel::Low),
            "medium" | "moderate" => Some(SeverityLevel::Medium),
            "high" => Some(SeverityLevel::High),
            "critical" => Some(SeverityLevel::Critical),
            _ => None,
        }
    }

    /// Reads a risk score from 0 to 100 in the steps Elastic documents for its own
    /// (<https://www.elastic.co/docs/solutions/security/detect-and-alert/create-detection-rule>): 21, 47, 73, 99.
    pub fn from_score(score: f64) -> Self {
        match score {
            s if s >= 90.0 => SeverityLevel::Critical,
            s if s >= 70.0 => SeverityLevel::High,
            s if s >= 40.0 => SeverityLevel::Medium,
            s if s > 10.0 => SeverityLevel::Low,
            _ => SeverityLevel::Informational,
        }
    }
}

impl fmt::Display for SeverityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A rule's severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severity {
    /// The author's word or number.
    pub native: String,
    /// Its place on the five-step scale, where it has one.
    pub level: Option<SeverityLevel>,
}

impl Severity {
    /// A severity given by one of the usual words.
    pub fn word(native: impl Into<String>) -> Self {
        let native = native.into();
        let level = SeverityLevel::from_word(&native);
        Severity { native, level }
    }
}
