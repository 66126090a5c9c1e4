//! Words that must not be in the code.

use super::Source;

/// What is unfinished is not committed; escaping is never switched off in a template.
const FORBIDDEN: &[(&str, &str)] = &[("TO", "DO"), ("FIX", "ME"), ("XX", "X ")];
const MODULES: &[&str] = &[
    "utils.rs",
    "util.rs",
    "common.rs",
    "helpers.rs",
    "manager.rs",
    "misc.rs",
];

pub(super) fn findings(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let path = source.path.display();
        for (number, line) in source.text.lines().enumerate() {
            for (start, end) in FORBIDDEN {
                if line.contains(&format!("{start}{end}")) {
                    findings.push(format!("{path}:{}: {start}{end}", number + 1));
                }
            }
            if is_template(source)
                && line
                    .split('|')
                    .skip(1)
                    .any(|filter| filter.trim_start().starts_with("safe"))
            {
                findings.push(format!(
                    "{path}:{}: a template may not switch escaping off",
                    number + 1
                ));
            }
        }
        let name = source.path.file_name().unwrap_or_default().to_string_lossy();
        if MODULES.contains(&name.as_ref()) {
            findings.push(format!("{path}: name the file for its one idea"));
        }
    }
    findings
}

fn is_template(source: &Source) -> bool {
    source.path.extension().is_some_and(|it| it == "html")
}
