//! The knowledge base of techniques, in one pinned version.

use crate::TechniqueId;

/// Techniques, tactics and matrices of one ATT&CK version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attack {
    /// `18.1`, when the source says so.
    pub version: Option<String>,
    /// Matrices in the order they are shown: enterprise, mobile, ics.
    pub matrices: Vec<Matrix>,
    /// All techniques and sub-techniques, revoked and deprecated ones included, sorted by id.
    pub techniques: Vec<Technique>,
    /// Ids that were renamed, revoked, merged or split, sorted by the old id.
    pub redirects: Vec<Redirect>,
}

/// A matrix: the tactics of a domain in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// `enterprise-attack`, `mobile-attack`, `ics-attack`.
    pub domain: String,
    /// `Enterprise`.
    pub title: String,
    /// Its tactics in matrix order.
    pub tactics: Vec<Tactic>,
}

/// A tactic of one matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tactic {
    /// `TA0002`.
    pub id: String,
    /// ATT&CK's short name, `execution`.
    pub slug: String,
    /// `Execution`.
    pub name: String,
    /// Markdown, untrusted; empty when not known.
    pub description: String,
}

/// A technique or sub-technique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Technique {
    /// Its id.
    pub id: TechniqueId,
    /// Its name, without its parent's.
    pub name: String,
    /// The domain it belongs to.
    pub domain: String,
    /// Short names of its tactics, in matrix order.
    pub tactics: Vec<String>,
    /// Platforms, ATT&CK's words.
    pub platforms: Vec<String>,
    /// Markdown, untrusted; empty when not known.
    pub description: String,
    /// The sources its description cites.
    pub citations: Vec<Citation>,
    /// Its page at attack.mitre.org.
    pub url: Option<String>,
    /// Whether ATT&CK withdrew it, by deprecation or by revoking it in favour of another.
    pub withdrawn: bool,
}

/// A source that a description cites as `(Citation: name)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The name used in the text.
    pub name: String,
    /// What is cited, as ATT&CK words it.
    pub text: String,
    /// Where it is; untrusted.
    pub url: Option<String>,
}

/// An id that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The id that rules may carry.
    pub from: TechniqueId,
    /// Where it leads in the pinned version; the first is followed, several mean a split.
    pub to: Vec<TechniqueId>,
    /// `revoked`, `renamed`, `merged`, `split`.
    pub why: String,
}
