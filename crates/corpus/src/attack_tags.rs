//! Collecting ATT&CK ids, each once.

use rule::{Rule, TacticTag, TechniqueId, TechniqueTag};

/// Notes a technique if the text is a technique id; a technique that was noted already keeps its first
/// spelling. Returns whether it was one.
pub(crate) fn technique(rule: &mut Rule, id: &str, as_tagged: &str) -> bool {
    let Some(id) = TechniqueId::parse(id) else {
        return false;
    };
    if rule.techniques.iter().all(|tag| tag.id != id) {
        rule.techniques.push(TechniqueTag {
            id,
            as_tagged: as_tagged.to_owned(),
        });
    }
    true
}

/// Notes a tactic unless it is blank or noted already.
pub(crate) fn tactic(rule: &mut Rule, as_tagged: &str) {
    let tag = TacticTag(as_tagged.trim().to_owned());
    if !tag.0.is_empty() && !rule.tactics.contains(&tag) {
        rule.tactics.push(tag);
    }
}
