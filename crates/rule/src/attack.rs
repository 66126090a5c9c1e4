//! ATT&CK identifiers as rules carry them.

use std::fmt;

/// A technique or sub-technique id in canonical spelling: `T1204` or `T1204.002`.
///
/// Well-formed, not necessarily known: whether it exists is the ATT&CK bridge's business.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TechniqueId(String);

impl TechniqueId {
    /// Reads `T1204`, `t1204.002`; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix(['T', 't'])?;
        let (main, sub) = match digits.split_once('.') {
            Some((main, sub)) => (main, Some(sub)),
            None => (digits, None),
        };
        let numeric = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !numeric(main, 4) || !sub.is_none_or(|sub| numeric(sub, 3)) {
            return None;
        }
        Some(TechniqueId(text.to_ascii_uppercase()))
    }

    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a sub-technique.
    pub fn is_sub(&self) -> bool {
        self.0.contains('.')
    }

    /// The technique this belongs to: itself unless it is a sub-technique.
    pub fn parent(&self) -> TechniqueId {
        match self.0.split_once('.') {
            Some((main, _)) => TechniqueId(main.to_owned()),
            None => self.clone(),
        }
    }
}

impl fmt::Display for TechniqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A technique as a rule names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TechniqueTag {
    /// The id in canonical spelling.
    pub id: TechniqueId,
    /// The author's spelling: `attack.t1204.002`, `TA0002:T1204`.
    pub as_tagged: String,
}

/// A tactic as a rule names it: `attack.defense-evasion`, `TA0005`, `Defense Evasion`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TacticTag(pub String);
