//! How far along a rule is, and whether it counts.

/// A three-step scale over the vendors' many words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maturity {
    /// New or noisy: experimental, development, beta.
    Experimental,
    /// In use, still watched: test, preview, hunting.
    Testing,
    /// Stable: production, GA.
    Stable,
}

impl Maturity {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Maturity::Experimental => "experimental",
            Maturity::Testing => "testing",
            Maturity::Stable => "stable",
        }
    }
}

/// A rule's status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The author's word.
    pub native: String,
    /// Its place on the scale, where it has one.
    pub maturity: Option<Maturity>,
}

/// Whether a rule counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Liveness {
    /// Published and maintained.
    #[default]
    Live,
    /// Withdrawn by its vendor; the vendor's own word for it.
    Deprecated(String),
    /// Not usable as it stands (unsupported constructs); the vendor's own word for it.
    Unsupported(String),
}

impl Liveness {
    /// Whether the rule counts in tables.
    pub fn is_live(&self) -> bool {
        *self == Liveness::Live
    }

    /// The vendor's word for why it does not count.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Liveness::Live => None,
            Liveness::Deprecated(word) | Liveness::Unsupported(word) => Some(word),
        }
    }
}
