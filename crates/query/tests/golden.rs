//! Golden pairs: `tests/golden/<language>/<name>.<ext>` beside `<name>.logic`, the printed logic.
//!
//! A pair shows one construct or one hard example; the file's name says which. `UPDATE_GOLDEN=1 cargo test -p
//! query` rewrites the `.logic` files; read the difference before committing it.

use std::fs;
use std::path::{Path, PathBuf};

use query::Decoded;

type Decode = fn(&str) -> Decoded;

/// One line a language: its folder and its decoder.
const LANGUAGES: &[(&str, Decode)] = &[
    ("eql", query::eql::decode),
    ("esql", query::esql::decode),
    ("kuery", query::kuery::decode),
    ("kusto", query::kusto::decode),
    ("lucene", query::lucene::decode),
    ("python", python),
    ("sigma", |text| yaml(text, query::sigma::decode)),
    ("simple", |text| yaml(text, query::simple::decode)),
    ("spl", spl),
    ("sql", query::sql::decode),
    ("yaral", query::yaral::decode),
];

fn yaml(text: &str, decode: fn(&query::yaml::Node) -> Decoded) -> Decoded {
    let documents = query::yaml::parse(text).expect("a golden input is valid YAML");
    decode(&documents[0])
}

fn python(text: &str) -> Decoded {
    query::python::decode(
        text,
        query::python::Kind::Rule,
        &query::python::Library::default(),
    )
}

/// Macros of each kind: a source, a condition, one with an argument, a list, stages, options.
const MACROS: &[(&str, &[&str], &str)] = &[
    (
        "sysmon",
        &[],
        "source=\"XmlWinEventLog:Microsoft-Windows-Sysmon/Operational\" OR source=syslog:sysmon",
    ),
    ("shells", &[], "(Image IN (\"*\\\\cmd.exe\", `powershells`))"),
    (
        "powershells",
        &[],
        "\"*\\\\pwsh.exe\" /* the new one */ \"*\\\\powershell.exe\"",
    ),
    (
        "renamed",
        &["name"],
        "(OriginalFileName=$name$.exe NOT Image=\"*\\\\$name$.exe\")",
    ),
    ("odd_tools", &[], "\"*\\\\a.exe\",\"*\\\\b.exe\""),
    (
        "dynamic_dns",
        &[],
        "| lookup dyndns domain as query OUTPUT isDyn | search isDyn=True",
    ),
    (
        "security_content_summariesonly",
        &[],
        "summariesonly=false allow_old_summaries=true",
    ),
];

fn spl(text: &str) -> Decoded {
    let entry = |&(name, arguments, definition): &(&str, &[&str], &str)| {
        let known = query::spl::Macro {
            arguments: arguments.iter().map(|&argument| argument.to_owned()).collect(),
            definition: definition.to_owned(),
        };
        ((name.to_owned(), arguments.len()), known)
    };
    query::spl::decode(text, &MACROS.iter().map(entry).collect())
}

#[test]
fn every_golden_pair_agrees() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for (language, decode) in LANGUAGES {
        if !root.join(language).is_dir() {
            continue;
        }
        let inputs = inputs(&root.join(language));
        assert!(!inputs.is_empty(), "no golden pairs for {language}");
        for input in inputs {
            let text = fs::read_to_string(&input).expect("a golden input is readable UTF-8");
            let decoded = decode(&text);
            let mut actual = query::show(&decoded.logic);
            for diagnostic in &decoded.diagnostics {
                let place = diagnostic.span.text(&text).unwrap_or_default();
                actual += &format!("{:?} at {place:?}: {}\n", diagnostic.level, diagnostic.message);
            }
            let expected_at = input.with_extension("logic");
            let expected = fs::read_to_string(&expected_at).unwrap_or_default();
            if actual == expected {
                continue;
            }
            if update {
                fs::write(&expected_at, &actual).expect("a golden file is writable");
            } else {
                wrong.push(format!(
                    "{}\n--- expected\n{expected}--- actual\n{actual}",
                    input.display()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} golden pairs differ:\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn inputs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext != "logic"))
        .collect();
    found.sort();
    found
}
