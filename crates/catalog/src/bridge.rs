//! The pinned ATT&CK version and the way to it from any other.

use std::collections::BTreeMap;

use rule::TechniqueId;
use rule::knowledge::{Attack, Matrix, Tactic, Technique};

/// ATT&CK in one version, looked up by id.
#[derive(Clone, Debug, Default)]
pub struct Bridge {
    attack: Attack,
    techniques: BTreeMap<TechniqueId, usize>,
    redirects: BTreeMap<TechniqueId, usize>,
}

/// What became of an id that a rule carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// It is current.
    Current(TechniqueId),
    /// It leads to another id of the pinned version.
    Moved {
        /// Where it leads.
        to: TechniqueId,
        /// `revoked`, `renamed`, `merged`, `split`.
        why: String,
    },
    /// It exists in the pinned version but was withdrawn without a successor.
    Withdrawn(TechniqueId),
    /// Nothing is known about it.
    Unknown(TechniqueId),
}

impl Resolution {
    /// The id whose page the rule belongs on.
    pub fn id(&self) -> &TechniqueId {
        match self {
            Resolution::Current(id) | Resolution::Withdrawn(id) | Resolution::Unknown(id) => id,
            Resolution::Moved { to, .. } => to,
        }
    }
}

impl Bridge {
    /// Indexes a knowledge base.
    pub fn new(attack: Attack) -> Self {
        let techniques = attack
            .techniques
            .iter()
            .enumerate()
            .map(|(i, t)| (t.id.clone(), i))
            .collect();
        let redirects = attack
            .redirects
            .iter()
            .enumerate()
            .map(|(i, r)| (r.from.clone(), i))
            .collect();
        Bridge {
            attack,
            techniques,
            redirects,
        }
    }

    /// The pinned version, when known.
    pub fn version(&self) -> Option<&str> {
        self.attack.version.as_deref()
    }

    /// The matrices in page order.
    pub fn matrices(&self) -> &[Matrix] {
        &self.attack.matrices
    }

    /// All current techniques, by id.
    pub fn current(&self) -> impl Iterator<Item = &Technique> {
        self.attack
            .techniques
            .iter()
            .filter(|technique| !technique.withdrawn)
    }

    /// A technique by id, withdrawn ones included.
    pub fn technique(&self, id: &TechniqueId) -> Option<&Technique> {
        self.techniques.get(id).map(|&i| &self.attack.techniques[i])
    }

    /// A tactic by short name, and the matrix it is in.
    pub fn tactic(&self, slug: &str) -> Option<(&Matrix, &Tactic)> {
        self.attack.matrices.iter().find_map(|matrix| {
            matrix
                .tactics
                .iter()
                .find(|tactic| tactic.slug == slug)
                .map(|tactic| (matrix, tactic))
        })
    }

    /// Where an id that a rule carries leads.
    pub fn resolve(&self, id: &TechniqueId) -> Resolution {
        match self.technique(id) {
            Some(technique) if !technique.withdrawn => return Resolution::Current(id.clone()),
            _ => {}
        }
        if let Some(redirect) = self.redirects.get(id).map(|&i| &self.attack.redirects[i])
            && let Some(to) = redirect.to.iter().find(|to| self.is_current(to))
        {
            return Resolution::Moved {
                to: to.clone(),
                why: redirect.why.clone(),
            };
        }
        match self.technique(id) {
            Some(_) => Resolution::Withdrawn(id.clone()),
            None => Resolution::Unknown(id.clone()),
        }
    }

    /// Every old id that leads somewhere current.
    pub fn moved(&self) -> impl Iterator<Item = (&TechniqueId, &TechniqueId, &str)> {
        self.attack.redirects.iter().filter_map(|redirect| {
            let to = redirect.to.iter().find(|to| self.is_current(to))?;
            (!self.is_current(&redirect.from)).then_some((&redirect.from, to, redirect.why.as_str()))
        })
    }

    fn is_current(&self, id: &TechniqueId) -> bool {
        self.technique(id).is_some_and(|technique| !technique.withdrawn)
    }
}
