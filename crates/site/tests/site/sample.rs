//! A small site made by hand.

use std::path::Path;
use std::sync::{Arc, Mutex};

use catalog::{Catalog, Inputs};
use rule::knowledge::{Attack, FieldAlias, FieldKind, Matrix, Tables, Tactic, Technique};
use rule::{Logic, Operator, Predicate, Rule, RuleLogic, Span, TechniqueId, TechniqueTag};
use site::{Rendered, Settings, Site, SourceInfo, Templates, VendorInfo, render};

pub(crate) fn technique(id: &str, name: &str) -> Technique {
    Technique {
        id: TechniqueId::parse(id).expect("a technique id"),
        name: name.to_owned(),
        domain: "enterprise-attack".to_owned(),
        tactics: vec!["execution".to_owned()],
        platforms: vec!["Windows".to_owned()],
        description: "First <code>a &lt;b&gt;</code> paragraph (Citation: X).\n\nSecond one.".to_owned(),
        citations: Vec::new(),
        url: Some("https://attack.mitre.org/techniques/T1204".to_owned()),
        withdrawn: false,
    }
}

pub(crate) fn attack() -> Attack {
    let tactic = Tactic {
        id: "TA0002".to_owned(),
        slug: "execution".to_owned(),
        name: "Execution".to_owned(),
        description: String::new(),
    };
    Attack {
        version: Some("18.1".to_owned()),
        matrices: vec![Matrix {
            domain: "enterprise-attack".to_owned(),
            title: "Enterprise".to_owned(),
            tactics: vec![tactic],
        }],
        techniques: vec![
            technique("T1204", "User Execution"),
            technique("T1204.002", "Malicious File"),
        ],
        redirects: Vec::new(),
    }
}

fn alias(vendor: &str, alias: &str, concept: &str, kind: FieldKind) -> FieldAlias {
    FieldAlias {
        vendor: vendor.to_owned(),
        alias: alias.to_owned(),
        concept: concept.to_owned(),
        kind,
        context: String::new(),
    }
}

pub(crate) fn tables() -> Tables {
    let fields = vec![
        alias("sigma", "Image", "process.executable", FieldKind::Same),
        alias("sigma", "Image", "process.name", FieldKind::NameOf),
        alias("elastic", "process.name", "process.name", FieldKind::Same),
    ];
    Tables {
        fields,
        ..Tables::default()
    }
}

/// A rule that looks for one predicate.
pub(crate) fn rule(vendor: &str, slug: &str, field: &str, op: Operator, value: &str) -> Rule {
    let predicate = Logic::Pred(Predicate::new(field, op, [value], Span::NONE));
    let excluded = Logic::Pred(Predicate::new(
        field,
        Operator::Contains,
        ["allowed-path"],
        Span::NONE,
    ));
    let id = TechniqueId::parse("T1204.002").expect("a technique id");
    Rule {
        vendor: vendor.to_owned(),
        source: vendor.to_owned(),
        path: format!("{slug}.yml"),
        id: slug.to_owned(),
        slug: slug.to_owned(),
        title: format!("Title of {slug}"),
        techniques: vec![TechniqueTag {
            id,
            as_tagged: "attack.t1204.002".to_owned(),
        }],
        logic: RuleLogic::single(None, Logic::all([predicate, Logic::not(excluded)])),
        ..Rule::default()
    }
}

pub(crate) fn settings() -> Settings {
    let vendor = |id: &str| VendorInfo {
        id: id.to_owned(),
        title: id.to_owned(),
        mark: "XX".to_owned(),
    };
    let source = |id: &str| SourceInfo {
        name: id.to_owned(),
        vendor: id.to_owned(),
        licence: "Apache-2.0".to_owned(),
        full: true,
        ..SourceInfo::default()
    };
    Settings {
        title: "Sample".to_owned(),
        base_url: Some("https://example.org/x/".to_owned()),
        vendors: vec![vendor("sigma"), vendor("elastic")],
        sources: vec![source("sigma"), source("elastic")],
        generator: "0".to_owned(),
        ..Settings::default()
    }
}

/// Renders a site of these rules.
pub(crate) fn site(rules: Vec<Rule>) -> Vec<Rendered> {
    site_of(rules, &settings())
}

/// Renders a site of these rules that says this about itself.
pub(crate) fn site_of(rules: Vec<Rule>, settings: &Settings) -> Vec<Rendered> {
    let catalog = Catalog::new(Inputs {
        rules: rules.into_iter().map(Arc::new).collect(),
        attack: attack(),
        tables: tables(),
    });
    let nowhere = Path::new("no-such-folder");
    let templates = Templates::load(nowhere, nowhere).unwrap_or_else(|error| panic!("{error}"));
    let site = Site {
        catalog: &catalog,
        settings,
        templates: &templates,
    };
    let files = Mutex::new(Vec::new());
    let keep = |file| files.lock().expect("no page panics").push(file);
    render(&site, keep).unwrap_or_else(|failures| panic!("{}", failures[0]));
    let mut files = files.into_inner().expect("no page panics");
    files.sort_by(|a: &Rendered, b| a.route.cmp(&b.route));
    files
}

/// The text of one file.
pub(crate) fn text(files: &[Rendered], route: &str) -> String {
    let file = files.iter().find(|file| file.route.as_str() == route);
    let file = file.unwrap_or_else(|| panic!("no {route} among {} files", files.len()));
    String::from_utf8(file.bytes.clone()).expect("pages are UTF-8")
}
