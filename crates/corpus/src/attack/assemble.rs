//! Bundles to one knowledge base.

use std::collections::{BTreeMap, HashMap};

use rule::knowledge::{Attack, Citation, Matrix, Redirect, Tactic, Technique};
use rule::{Level, TechniqueId};

use super::bundle::{Bundle, domain};
use super::problem;
use super::stix::{Object, Reference};
use crate::Problem;

/// The order in which ATT&CK shows its domains; others follow.
const DOMAINS: [&str; 3] = ["enterprise-attack", "mobile-attack", "ics-attack"];

/// Successors are followed this far: real chains have two or three links, a circle has no end.
const MAX_CHAIN: usize = 16;

/// Puts bundles together.
pub(super) fn assemble(bundles: Vec<Bundle>, problems: &mut Vec<Problem>) -> Attack {
    let matrices = matrices(&bundles);
    let redirects = redirects(&bundles);
    let version = version(&bundles, problems);
    let mut techniques = Vec::new();
    for bundle in bundles {
        for object in bundle.techniques {
            match technique_id(&object) {
                Some(id) => techniques.push(technique(id, object, &bundle.domain, &matrices)),
                None => {
                    let message = format!("`{}` has no technique id", object.id);
                    problems.push(problem(&bundle.path, Level::Warning, message));
                }
            }
        }
    }
    techniques.sort_by(|a, b| (&a.id, a.withdrawn).cmp(&(&b.id, b.withdrawn)));
    techniques.dedup_by(|later, first| later.id == first.id);
    Attack {
        version,
        matrices,
        techniques,
        redirects,
    }
}

/// The release of the bundles; a warning if they are of several.
fn version(bundles: &[Bundle], problems: &mut Vec<Problem>) -> Option<String> {
    let mut named = bundles.iter().filter(|bundle| bundle.version.is_some());
    let first = named.next()?.version.clone();
    for other in named.filter(|bundle| bundle.version != first) {
        let [first, other_version] = [&first, &other.version].map(|v| v.as_deref().unwrap_or_default());
        let message = format!("is of version {other_version}, but the first bundle of {first}");
        problems.push(problem(&other.path, Level::Warning, message));
    }
    first
}

fn technique_id(object: &Object) -> Option<TechniqueId> {
    let ids = object
        .references()
        .iter()
        .filter_map(|reference| reference.external_id.as_deref());
    ids.filter_map(TechniqueId::parse).next()
}

fn technique(id: TechniqueId, object: Object, default_domain: &str, matrices: &[Matrix]) -> Technique {
    let domain = domain(&object).unwrap_or_else(|| default_domain.to_owned());
    let phases = object.kill_chain_phases.iter().flatten();
    let mut tactics: Vec<String> = phases.map(|phase| phase.phase_name.clone()).collect();
    if let Some(matrix) = matrices.iter().find(|matrix| matrix.domain == domain) {
        let place = |slug: &String| matrix.tactics.iter().position(|tactic| &tactic.slug == slug);
        tactics.sort_by_key(|slug| place(slug).unwrap_or(usize::MAX));
    }
    tactics.dedup();
    Technique {
        withdrawn: object.is_withdrawn(),
        citations: citations(&object),
        url: page(&object, id.as_str()),
        name: object.name.unwrap_or_else(|| id.to_string()),
        platforms: platforms(object.x_mitre_platforms),
        description: object.description.unwrap_or_default(),
        id,
        domain,
        tactics,
    }
}

/// ICS techniques of no platform say "None".
fn platforms(named: Option<Vec<String>>) -> Vec<String> {
    let mut platforms = named.unwrap_or_default();
    platforms.retain(|platform| platform != "None");
    platforms
}

fn page(object: &Object, id: &str) -> Option<String> {
    let own = |reference: &&Reference| reference.external_id.as_deref() == Some(id);
    object.references().iter().find(own)?.url.clone()
}

/// The references that the description names.
fn citations(object: &Object) -> Vec<Citation> {
    let Some(description) = &object.description else {
        return Vec::new();
    };
    let cited = object.references().iter().filter_map(|reference| {
        let name = reference.source_name.as_ref()?;
        let is_cited = description.contains(&format!("(Citation: {name})"));
        is_cited.then(|| Citation {
            name: name.clone(),
            text: reference.description.clone().unwrap_or_default(),
            url: reference.url.clone(),
        })
    });
    cited.collect()
}

/// Current matrices with their current tactics. A domain without a matrix gets its tactics in file order.
fn matrices(bundles: &[Bundle]) -> Vec<Matrix> {
    let tactics: HashMap<&str, &Object> = bundles
        .iter()
        .flat_map(|bundle| &bundle.tactics)
        .map(|tactic| (tactic.id.as_str(), tactic))
        .collect();
    let mut found: Vec<Matrix> = Vec::new();
    for bundle in bundles {
        let current = bundle.matrices.iter().filter(|matrix| !matrix.is_withdrawn());
        let mut lists: Vec<(String, Vec<&Object>)> = current
            .map(|matrix| {
                let refs = matrix.tactic_refs.iter().flatten();
                let listed = refs.filter_map(|id| tactics.get(id.as_str()).copied());
                (
                    domain(matrix).unwrap_or_else(|| bundle.domain.clone()),
                    listed.collect(),
                )
            })
            .collect();
        if lists.is_empty() && !bundle.tactics.is_empty() {
            lists.push((bundle.domain.clone(), bundle.tactics.iter().collect()));
        }
        for (domain, listed) in lists {
            add_matrix(&mut found, domain, &listed);
        }
    }
    let place = |domain: &str| DOMAINS.iter().position(|known| *known == domain);
    found.sort_by_key(|matrix| place(&matrix.domain).unwrap_or(usize::MAX));
    found
}

fn add_matrix(found: &mut Vec<Matrix>, domain: String, listed: &[&Object]) {
    let index = found.iter().position(|matrix| matrix.domain == domain);
    let index = index.unwrap_or_else(|| {
        found.push(Matrix {
            title: domain_title(&domain),
            domain,
            tactics: Vec::new(),
        });
        found.len() - 1
    });
    let tactics = &mut found[index].tactics;
    for tactic in listed
        .iter()
        .filter(|tactic| !tactic.is_withdrawn())
        .filter_map(|object| tactic(object))
    {
        if tactics.iter().all(|known| known.id != tactic.id) {
            tactics.push(tactic);
        }
    }
}

fn tactic(object: &Object) -> Option<Tactic> {
    let ids = object
        .references()
        .iter()
        .filter_map(|reference| reference.external_id.as_ref());
    let id = ids.into_iter().find(|id| id.starts_with("TA"))?;
    let name = object.name.clone().unwrap_or_else(|| id.clone());
    let slug = object.x_mitre_shortname.clone();
    Some(Tactic {
        id: id.clone(),
        slug: slug.unwrap_or_else(|| name.to_lowercase().replace(' ', "-")),
        name,
        description: object.description.clone().unwrap_or_default(),
    })
}

/// `Enterprise` of `enterprise-attack`, `ICS` of `ics-attack`.
pub(crate) fn domain_title(domain: &str) -> String {
    let word = domain.strip_suffix("-attack").unwrap_or(domain);
    let mut chars = word.chars();
    match chars.next() {
        Some(first) if word.len() > 3 => first.to_uppercase().chain(chars).collect(),
        _ => word.to_uppercase(),
    }
}

/// Revoked techniques with what stands at the end of their chain of successors.
fn redirects(bundles: &[Bundle]) -> Vec<Redirect> {
    let techniques = bundles.iter().flat_map(|bundle| &bundle.techniques);
    let ids: HashMap<&str, TechniqueId> = techniques
        .filter_map(|object| Some((object.id.as_str(), technique_id(object)?)))
        .collect();
    let successors: BTreeMap<&str, &str> = bundles
        .iter()
        .flat_map(|bundle| &bundle.revoked)
        .map(|revoked| (revoked.source_ref.as_str(), revoked.target_ref.as_str()))
        .collect();
    let mut found = Vec::new();
    for (from, first) in &successors {
        let mut last = *first;
        for _ in 0..MAX_CHAIN {
            match successors.get(last) {
                Some(next) => last = next,
                None => break,
            }
        }
        if let (Some(from), Some(to)) = (ids.get(from), ids.get(last))
            && from != to
        {
            found.push(Redirect {
                from: from.clone(),
                to: vec![to.clone()],
                why: "revoked".to_owned(),
            });
        }
    }
    found.sort_by(|a, b| a.from.cmp(&b.from));
    found.dedup_by(|later, first| later.from == first.from);
    found
}
