//! `attack/{techniques,tactics,redirects}.tsv` and `attack/version.txt`: ATT&CK without its prose.

use rule::TechniqueId;
use rule::knowledge::{Attack, Matrix, Redirect, Tactic, Technique};

use super::Reader;
use crate::attack::domain_title;

/// Reads what there is; `None` without techniques.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Attack> {
    let version = reader.text("attack/version.txt").trim().to_owned();
    let mut techniques = techniques(reader);
    techniques.sort_by(|a, b| a.id.cmp(&b.id));
    let attack = Attack {
        version: (!version.is_empty()).then_some(version),
        matrices: matrices(reader),
        techniques,
        redirects: redirects(reader),
    };
    (!attack.techniques.is_empty()).then_some(attack)
}

fn techniques(reader: &mut Reader<'_>) -> Vec<Technique> {
    let mut found = Vec::new();
    let columns = ["id", "name", "domain", "tactics", "platforms", "withdrawn"];
    reader.rows(
        "attack/techniques.tsv",
        columns,
        |[id, name, domain, tactics, platforms, withdrawn]| {
            let id = technique_id(id)?;
            found.push(Technique {
                name: name.to_owned(),
                domain: domain.to_owned(),
                tactics: list(tactics),
                platforms: list(platforms),
                description: String::new(),
                citations: Vec::new(),
                url: Some(format!(
                    "https://attack.mitre.org/techniques/{}",
                    id.as_str().replace('.', "/")
                )),
                withdrawn: !withdrawn.is_empty(),
                id,
            });
            Ok(())
        },
    );
    found
}

fn matrices(reader: &mut Reader<'_>) -> Vec<Matrix> {
    let mut found: Vec<Matrix> = Vec::new();
    let columns = ["domain", "id", "slug", "name"];
    reader.rows("attack/tactics.tsv", columns, |[domain, id, slug, name]| {
        let tactic = Tactic {
            id: id.to_owned(),
            slug: slug.to_owned(),
            name: name.to_owned(),
            description: String::new(),
        };
        match found.iter_mut().find(|matrix| matrix.domain == domain) {
            Some(matrix) => matrix.tactics.push(tactic),
            None => found.push(Matrix {
                domain: domain.to_owned(),
                title: domain_title(domain),
                tactics: vec![tactic],
            }),
        }
        Ok(())
    });
    found
}

fn redirects(reader: &mut Reader<'_>) -> Vec<Redirect> {
    let mut found: Vec<Redirect> = Vec::new();
    reader.rows(
        "attack/redirects.tsv",
        ["from", "to", "why"],
        |[from, to, why]| {
            let to: Result<Vec<TechniqueId>, String> = to.split(';').map(technique_id).collect();
            found.push(Redirect {
                from: technique_id(from)?,
                to: to?,
                why: why.to_owned(),
            });
            Ok(())
        },
    );
    found.sort_by(|a, b| a.from.cmp(&b.from));
    found
}

fn technique_id(text: &str) -> Result<TechniqueId, String> {
    TechniqueId::parse(text).ok_or_else(|| format!("`{text}` is no technique id"))
}

fn list(cell: &str) -> Vec<String> {
    let parts = cell.split(';').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
