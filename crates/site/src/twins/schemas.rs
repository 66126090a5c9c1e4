//! JSON Schemas (draft 2020-12) of all data files. A change that a reader would have to know of gets a new number.

macro_rules! schemas {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../schemas/", $name, "-v1.json")) as &[u8])),*]
    };
}

/// All schemas, by name.
pub(crate) const SCHEMAS: &[(&str, &[u8])] = schemas!(
    "rules",
    "techniques",
    "events",
    "fields",
    "indicators",
    "exclusions",
    "population",
    "field",
    "matrix",
    "changes",
);

/// Where a schema is.
pub(crate) fn schema_path(name: &str) -> String {
    format!("data/schemas/{name}-v1.json")
}
