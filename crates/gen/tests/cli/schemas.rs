//! Every data file of the starter site is as its schema says.

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::project::Project;
use crate::starter::{ending, json as read, text};

/// The schema as published, with members it does not name forbidden: readers may meet new ones, but none that
/// nobody has described.
pub(crate) fn strict(name: &str) -> Validator {
    let mut schema = read(&format!("data/schemas/{name}-v1.json"));
    close(&mut schema);
    jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            let described = map.get("properties").is_some_and(Value::is_object);
            if described && map.get("type") == Some(&json!("object")) {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

pub(crate) fn check(validator: &Validator, name: &str, value: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(3)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
}

#[test]
fn schemas_are_schemas() {
    let schemas = ending("-v1.json");
    assert!(schemas.len() >= 10, "{schemas:?}");
    for path in schemas {
        assert!(jsonschema::meta::is_valid(&read(&path)), "{path}");
    }
}

#[test]
fn tables_are_as_described() {
    for name in ["techniques", "events", "fields", "indicators", "exclusions"] {
        let table = read(&format!("data/{name}.json"));
        assert!(table[name].as_array().is_some_and(|it| it.len() > 20), "{name}");
        check(&strict(name), name, &table);
    }
    check(&strict("matrix"), "matrix", &read("data/matrix.json"));
}

/// The logic of each rule of a file, once the rules are as described.
fn described(rules: &str) -> Vec<Value> {
    let schema = strict("rules");
    let logic = rules.lines().map(|line| {
        let mut rule: Value = serde_json::from_str(line).expect("JSON");
        check(&schema, &rule["slug"].to_string(), &rule);
        rule["logic"].take()
    });
    logic.collect()
}

#[test]
fn rules_are_as_described() {
    let logic = described(&text("data/rules.ndjson"));
    let judged: Vec<&Value> = logic.iter().filter(|logic| logic["query"].is_object()).collect();
    assert!(!judged.is_empty(), "no rule judges the rows of a query");
    for logic in judged {
        assert_eq!(logic["steps"].as_array().map(Vec::len), Some(1));
        assert!(logic["query"]["query"].is_null());
    }
}

/// Two searches, a threshold with an alternative on the first, one on the second, which must find nothing.
const SEARCH: &str = "name: Many and not seen\nid: 5b0c1a64-0000-4000-8000-000000000009\ntype: TTP\n\
    search: index=a | stats count as n dc(user) as users by host | where n > 5 OR users > 3\n  \
    | join type=left host [search index=b | stats count as m by host | where m > 9 | eval seen=1 | fields host seen]\n  \
    | where isnull(seen)\n\
    how_to_implement: None.\ntags: {}\n";

/// The rules of a project that has this search as well.
fn exported_with(search: &str) -> String {
    let project = Project::new();
    project.write("searches/detections/search.yml", search);
    let source =
        "\n[[source]]\nname = \"spl\"\nvendor = \"splunk\"\npath = \"searches\"\nlicence = \"MIT\"\n";
    project.write("site.toml", &(project.read("site.toml") + source));
    project.ok(&["export", "--what", "rules"]).stdout
}

#[test]
fn steps_and_thresholds_are_as_described() {
    let logic = described(&exported_with(SEARCH));
    let search = logic
        .iter()
        .find(|logic| logic["relation"] == "join")
        .expect("the search");
    assert_eq!(search["steps"][1]["absent"], true);
    assert_eq!(search["thresholds"][0]["step"], 0);
    assert_eq!(search["thresholds"][0]["or"][0]["function"], "distinct_count");
    assert_eq!(search["thresholds"][1]["step"], 1);
}

/// A filter on a field under another name, and one on a piece of a field.
const COLUMNS: &str = "name: Columns\nid: 5b0c1a64-0000-4000-8000-000000000010\ntype: TTP\n\
    search: index=a | rename Computer as dest | rex field=url \"//(?<site>[^/]+)\" | search dest=dc01 site=lab\n\
    how_to_implement: None.\ntags: {}\n";

#[test]
fn columns_say_what_they_hold() {
    let rules = exported_with(COLUMNS);
    described(&rules);
    let line = rules
        .lines()
        .find(|line| line.contains("Columns"))
        .expect("the search");
    let rule: Value = serde_json::from_str(line).expect("JSON");
    let of = |field: &str| {
        let mut predicates = rule["predicates"].as_array().into_iter().flatten();
        let found = predicates.find(|it| it["field"] == field).expect(field);
        (found["alias_of"].clone(), found["part"].clone())
    };
    assert_eq!(of("dest"), (json!("Computer"), Value::Null));
    assert_eq!(of("site"), (json!("url"), json!(true)));
    assert_eq!(of("index"), (Value::Null, Value::Null));
}

#[test]
fn twins_are_as_described() {
    let (population, field) = (strict("population"), strict("field"));
    let twins = ending("/index.json");
    let of = |folder: &'static str| twins.iter().filter(move |path| path.starts_with(folder));
    assert!(of("techniques/").count() > 50 && of("events/").count() > 50 && of("fields/").count() > 50);
    for path in of("techniques/").chain(of("events/")) {
        check(&population, path, &read(path));
    }
    for path in of("fields/") {
        check(&field, path, &read(path));
    }
}

#[test]
fn layers_load_in_the_navigator() {
    let schema: Value = serde_json::from_str(include_str!("layer-4.5.json")).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    let layers: Vec<String> = ending(".json")
        .into_iter()
        .filter(|path| path.starts_with("data/navigator/"))
        .collect();
    for part in [
        "attack.json",
        "attack-sigma.json",
        "-on-windows.json",
        "-sigma-minus-elastic.json",
    ] {
        assert!(layers.iter().any(|path| path.ends_with(part)), "no {part}");
    }
    for path in layers {
        let layer = read(&path);
        check(&schema, &path, &layer);
        let gradient = &layer["gradient"];
        assert!(
            gradient["maxValue"].as_f64() > gradient["minValue"].as_f64(),
            "{path}"
        );
    }
}
