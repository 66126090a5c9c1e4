//! ATT&CK Navigator layers (<https://github.com/mitre-attack/attack-navigator/tree/master/layers>).

use rule::TechniqueId;
use rule::knowledge::Matrix;
use serde_json::{Value, json};

use crate::book::Book;

/// A layer file.
pub(crate) struct Layer<'a> {
    pub(crate) matrix: &'a Matrix,
    /// Place of the vendor it counts; all of them when `None`.
    pub(crate) vendor: Option<usize>,
}

impl Layer<'_> {
    pub(crate) fn path(&self, book: &Book<'_>) -> String {
        let vendor = self.vendor.and_then(|it| book.vendors().get(it));
        let vendor = vendor.map_or_else(String::new, |it| format!("-{}", it.id));
        format!("data/navigator/{}{vendor}.json", self.matrix.domain)
    }
}

/// Every current technique of the domain with its number of rules as score.
pub(crate) fn layer(book: &Book<'_>, layer: &Layer<'_>) -> Vec<u8> {
    let score = |id: &TechniqueId| {
        let line = book.line(id);
        match layer.vendor {
            Some(vendor) => line.by_vendor.get(vendor).copied().unwrap_or_default(),
            None => line.rules,
        }
    };
    let here = book
        .catalog
        .attack
        .current()
        .filter(|technique| technique.domain == layer.matrix.domain);
    let techniques: Vec<Value> = here
        .map(|technique| (technique, score(&technique.id)))
        .filter(|(_, score)| *score > 0)
        .map(|(technique, score)| json!({"techniqueID": technique.id.as_str(), "score": score}))
        .collect();
    let largest = techniques.iter().filter_map(|it| it["score"].as_u64()).max();
    let vendor = layer.vendor.and_then(|it| book.vendors().get(it));
    let name = vendor.map_or("all vendors", |vendor| vendor.title.as_str());
    let version = book.catalog.attack.version().unwrap_or_default();
    let major = version.split('.').next().unwrap_or_default();
    let value = json!({
        "name": format!("Detection rules, {name}"),
        "versions": {"attack": major, "navigator": "5.1.0", "layer": "4.5"},
        "domain": layer.matrix.domain,
        "description": format!("Number of rules of {} a technique, sub-techniques included", name),
        "techniques": techniques,
        "gradient": {"colors": ["#eef3f9", "#1c4f8f"], "minValue": 0, "maxValue": largest.unwrap_or(1)},
    });
    serde_json::to_vec(&value).unwrap_or_default()
}
