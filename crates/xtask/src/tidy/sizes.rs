//! How long files and functions may be.

use super::Source;

/// Lines of a file.
const MAX_FILE: usize = 600;
/// Lines of a function, from its signature to its closing brace.
const MAX_FUNCTION: usize = 60;

pub(super) fn findings(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources
        .iter()
        .filter(|source| source.path.extension().is_some_and(|it| it == "rs"))
    {
        let path = source.path.display();
        let lines: Vec<&str> = source.text.lines().collect();
        if lines.len() > MAX_FILE {
            findings.push(format!(
                "{path}: {} lines; look for the seam past {MAX_FILE}",
                lines.len()
            ));
        }
        for (name, start, length) in functions(&lines) {
            if length > MAX_FUNCTION {
                findings.push(format!(
                    "{path}:{start}: fn {name} has {length} lines; split past {MAX_FUNCTION}"
                ));
            }
        }
    }
    findings
}

/// Functions as rustfmt sets them: the closing brace stands under the first letter of the signature.
fn functions<'a>(lines: &[&'a str]) -> Vec<(&'a str, usize, usize)> {
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some(name) = name(code) else { continue };
        let indent = &line[..line.len() - code.len()];
        let close = format!("{indent}}}");
        if let Some(end) = lines[i..].iter().position(|line| *line == close) {
            found.push((name, i + 1, end + 1));
        }
    }
    found
}

fn name(code: &str) -> Option<&str> {
    let words = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "];
    let mut code = code;
    while let Some(rest) = words.iter().find_map(|word| code.strip_prefix(word)) {
        code = rest;
    }
    code.strip_prefix("fn ")?.split(['(', '<']).next()
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn a_function_ends_under_its_signature() {
        let lines = [
            "    pub(crate) fn f() {",
            "        if x {",
            "        }",
            "    }",
            "fn g() -> u8 {",
            "    1",
            "}",
        ];
        assert_eq!(functions(&lines), [("f", 1, 4), ("g", 5, 3)]);
    }
}
