//! ATT&CK Navigator layers, format 4.5
//! (<https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md>).

use std::collections::BTreeMap;

use catalog::RuleIx;
use rule::TechniqueId;
use rule::knowledge::Matrix;
use serde_json::{Value, json};

use crate::book::Book;

/// A layer file.
#[derive(Clone, Copy)]
pub(crate) struct Layer<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) of: Of<'a>,
}

/// Which rules a layer counts. Vendors by their place in [`Book::vendors`].
#[derive(Clone, Copy)]
pub(crate) enum Of<'a> {
    All,
    Vendor(usize),
    Platform(&'a str),
    /// Techniques that one vendor has rules for and another has not.
    Gap {
        has: usize,
        lacks: usize,
    },
}

/// A technique and the number of its rules.
pub(crate) type Score<'a> = (&'a TechniqueId, usize);

/// How many rules every technique has on a platform.
pub(crate) type ByPlatform<'a> = BTreeMap<&'a str, BTreeMap<&'a TechniqueId, usize>>;

pub(crate) fn by_platform<'a>(book: &'a Book<'_>) -> ByPlatform<'a> {
    let mut platforms: ByPlatform<'a> = BTreeMap::new();
    for id in &book.techniques {
        for &rule in book.catalog.population(id) {
            for platform in book.catalog.entry(rule).facets.platforms.keys() {
                *platforms.entry(platform).or_default().entry(id).or_default() += 1;
            }
        }
    }
    platforms
}

/// The layers of a matrix that show something.
pub(crate) fn layers<'a>(
    book: &'a Book<'_>,
    matrix: &'a Matrix,
    platforms: &ByPlatform<'a>,
) -> Vec<(Layer<'a>, Vec<Score<'a>>)> {
    let vendors = 0..book.vendors().len();
    let gaps = vendors.clone().flat_map(|has| {
        let others = (0..book.vendors().len()).filter(move |&lacks| lacks != has);
        others.map(move |lacks| Of::Gap { has, lacks })
    });
    std::iter::once(Of::All)
        .chain(vendors.map(Of::Vendor))
        .chain(platforms.keys().map(|platform| Of::Platform(platform)))
        .chain(gaps)
        .map(|of| Layer { matrix, of })
        .map(|layer| (layer, scores(book, &layer, platforms)))
        .filter(|(layer, scores)| matches!(layer.of, Of::All) || !scores.is_empty())
        .collect()
}

/// Current techniques of the layer's domain with at least one rule.
fn scores<'a>(book: &'a Book<'_>, layer: &Layer<'a>, platforms: &ByPlatform<'a>) -> Vec<Score<'a>> {
    let here = |id: &TechniqueId| match layer.of {
        Of::All => book.catalog.population(id).len(),
        Of::Vendor(vendor) => by(book, id, vendor),
        Of::Platform(name) => platforms
            .get(name)
            .and_then(|rules| rules.get(id))
            .copied()
            .unwrap_or_default(),
        Of::Gap { has, lacks } if by(book, id, lacks) == 0 => by(book, id, has),
        Of::Gap { .. } => 0,
    };
    scored(book, &layer.matrix.domain, here)
}

fn by(book: &Book<'_>, id: &TechniqueId, vendor: usize) -> usize {
    let line = book.line_of(id);
    line.and_then(|line| line.by_vendor.get(vendor).copied())
        .unwrap_or_default()
}

/// Current techniques of a domain whose score is not zero.
pub(crate) fn scored<'a>(
    book: &'a Book<'_>,
    domain: &str,
    score: impl Fn(&TechniqueId) -> usize,
) -> Vec<Score<'a>> {
    let current = book.catalog.attack.current();
    current
        .filter(|technique| technique.domain == domain)
        .map(|technique| (&technique.id, score(&technique.id)))
        .filter(|(_, score)| *score > 0)
        .collect()
}

/// How many of these rules each technique has, those of its sub-techniques included.
pub(crate) fn counts(book: &Book<'_>, rules: &[RuleIx]) -> BTreeMap<TechniqueId, usize> {
    let mut counts: BTreeMap<TechniqueId, usize> = BTreeMap::new();
    for &rule in rules {
        let tagged = book.catalog.entry(rule).techniques.iter();
        let mut ids: Vec<TechniqueId> = tagged.flat_map(|it| [it.id.clone(), it.id.parent()]).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            *counts.entry(id).or_default() += 1;
        }
    }
    counts
}

impl Layer<'_> {
    /// Its file.
    pub(crate) fn path(&self, book: &Book<'_>) -> String {
        let vendor = |at: usize| book.vendors().get(at).map_or("", |it| it.id.as_str());
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let part = match self.of {
            Of::All => String::new(),
            Of::Vendor(at) => format!("-{}", vendor(at)),
            Of::Platform(name) => format!("-on-{}", name.chars().map(plain).collect::<String>()),
            Of::Gap { has, lacks } => format!("-{}-minus-{}", vendor(has), vendor(lacks)),
        };
        format!("data/navigator/{}{part}.json", self.matrix.domain)
    }

    fn name(&self, book: &Book<'_>) -> String {
        let vendor = |at: usize| book.vendors().get(at).map_or("", |it| it.title.as_str());
        match self.of {
            Of::All => "all vendors".to_owned(),
            Of::Vendor(at) => vendor(at).to_owned(),
            Of::Platform(name) => name.to_owned(),
            Of::Gap { has, lacks } => format!("{} has, {} has not", vendor(has), vendor(lacks)),
        }
    }

    /// Its bytes.
    pub(crate) fn bytes(&self, book: &Book<'_>, scores: &[Score<'_>]) -> Vec<u8> {
        layer(book, &self.matrix.domain, &self.name(book), scores)
    }
}

/// A layer of any scores.
pub(crate) fn layer(book: &Book<'_>, domain: &str, name: &str, scores: &[Score<'_>]) -> Vec<u8> {
    let techniques: Vec<Value> = scores
        .iter()
        .map(|(id, score)| json!({"techniqueID": id.as_str(), "score": score}))
        .collect();
    let largest = scores.iter().map(|(_, score)| *score).max().unwrap_or(1);
    let mut value = json!({
        "name": format!("Detection rules: {name}"),
        "versions": {"navigator": "5.1.0", "layer": "4.5"},
        "domain": domain,
        "description": format!("Number of rules a technique, sub-techniques included: {name}"),
        "techniques": techniques,
        "gradient": {"colors": ["#eef3f9", "#1c4f8f"], "minValue": 0, "maxValue": largest},
    });
    if let Some(version) = book.catalog.attack.version() {
        let major = version.split('.').next().unwrap_or(version);
        value["versions"]["attack"] = json!(major);
    }
    if let Some(url) = &book.settings.base_url {
        value["links"] = json!([{"label": book.settings.title, "url": url}]);
    }
    serde_json::to_vec(&value).unwrap_or_default()
}
