//! `gen serve`: the site as it would be built, and nothing else.

use std::net::TcpListener;

use crate::preview::{Preview, eventually};
use crate::project::{Project, RULE};

const PAGE: &str = "/rules/sigma/odd-reader/";

/// A served page as it would be built.
fn without_script(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8(page.to_vec()).expect("UTF-8");
    let lines = page
        .split_inclusive('\n')
        .filter(|line| !line.contains("/_gen/reload.js"));
    let kept: Vec<&str> = lines.collect();
    // The line with our script may have begun with something of the page's own.
    assert!(kept.len() + 1 >= page.lines().count());
    kept.concat().into_bytes()
}

#[test]
fn every_file_is_served_as_it_is_built() {
    let project = Project::new();
    project.write("templates/404.html", "{{ root }}");
    project.ok(&["build"]);
    let preview = Preview::start(&project, &[]);
    let tree = project.tree("public");
    assert!(tree.len() > 30);
    for (path, bytes) in tree.iter().filter(|(path, _)| *path != "404.html") {
        let address = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
        let answer = preview.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        if path.ends_with(".html") {
            assert_eq!(
                answer.header("content-type"),
                "text/html; charset=utf-8",
                "{address}"
            );
            assert!(answer.text().contains("/_gen/reload.js"), "{address}");
            assert!(without_script(&answer.body) == *bytes, "{address}");
        } else {
            assert!(answer.body == *bytes, "{address}");
        }
    }
}

#[test]
fn answers_are_marked_and_heads_have_no_body() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    let page = preview.get("/techniques/T1204.002/?vendor=sigma");
    let tag = page.header("etag").to_owned();
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    let head = preview.ask("HEAD", "/techniques/T1204.002/", "");
    assert_eq!(
        (head.status, head.body.len(), head.header("etag")),
        (200, 0, tag.as_str())
    );
    assert_eq!(head.header("content-length"), page.body.len().to_string());
    let known = preview.ask(
        "GET",
        "/techniques/T1204.002/",
        &format!("If-None-Match: {tag}\r\n"),
    );
    assert_eq!((known.status, known.body.len()), (304, 0));
    let moved = preview.get("/search?q=a%20b");
    assert_eq!(
        (moved.status, moved.header("location")),
        (307, "/search/?q=a%20b")
    );
}

#[test]
fn what_is_missing_says_so_at_any_depth() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    for path in ["/nothing", "/rules/sigma/nothing/", "/a/b/c/d/e/f/g"] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(
            answer.text().contains("href=\"/static/css/site.css\""),
            "{path}: {}",
            answer.text()
        );
        assert!(answer.text().contains("/_gen/reload.js"), "{path}");
    }
}

#[test]
fn no_address_leads_out_of_the_site() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    let steps = [
        "..",
        "%2e%2e",
        "%252e%252e",
        "..%2f",
        "..%5c",
        "..;",
        ".%00.",
        "\\..",
        "...",
        "%c0%ae%c0%ae",
    ];
    let targets = ["site.toml", "rules/rules/one.yml", "etc/passwd", ".git/config"];
    for step in steps {
        for target in targets {
            for path in [
                format!("/{step}/{target}"),
                format!("/static/{step}/{step}/{step}/{target}"),
                format!("//{step}/{target}"),
                format!("/techniques/{step}{target}"),
                format!("/{target}/{step}"),
                format!("/{target}"),
            ] {
                let answer = preview.get(&path);
                assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                assert!(!answer.text().contains("logsource"), "{path}");
            }
        }
    }
}

#[test]
fn only_known_names_are_answered() {
    let project = Project::new();
    let preview = Preview::start(&project, &["--allow-host", "preview.example"]);
    let named = |host: &str| {
        let host = if host.is_empty() {
            String::new()
        } else {
            format!("Host: {host}\r\n")
        };
        preview
            .raw(&format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"))
            .status
    };
    for host in [
        "localhost",
        "127.0.0.1:8000",
        "[::1]",
        "preview.example:80",
        "LOCALHOST",
    ] {
        assert_eq!(named(host), 200, "{host}");
    }
    for host in [
        "evil.example",
        "localhost.evil.example",
        "0.0.0.0",
        "localhost@evil.example",
        "192.0.2.1",
    ] {
        assert_eq!(named(host), 403, "{host}");
    }
    assert!(matches!(named(""), 400 | 403));
    let elsewhere = "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(preview.raw(elsewhere).status, 403);
    let answer = preview.ask("GET", "/_gen/events", "Host: evil.example\r\n");
    assert_eq!(answer.status, 403, "two names");
}

#[test]
fn nothing_but_looking_is_answered_and_no_other_origin_may_read() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let answer = preview.ask(
            method,
            "/",
            "Origin: http://evil.example\r\nContent-Length: 0\r\n",
        );
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "GET, HEAD"),
            "{method}"
        );
    }
    let answer = preview.ask("GET", "/", "Origin: http://evil.example\r\n");
    assert!(
        answer
            .headers
            .iter()
            .all(|(name, _)| !name.starts_with("access-control"))
    );
    assert!(
        answer
            .header("content-security-policy")
            .contains("script-src 'self';")
    );
}

#[test]
fn an_edit_is_told_and_shown() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    let before = preview.get(PAGE);
    let other = preview.get("/tactics/");
    let mut events = preview.follow(PAGE);
    assert_eq!(events.next()["edition"], 1);
    project.write("rules/rules/one.yml", &RULE.replace("winword", "notepad"));
    assert_eq!(
        events.until(|state| state["edition"] == 2)["problems"],
        serde_json::json!([])
    );
    let after = preview.get(PAGE);
    assert!(after.text().contains("notepad") && !before.text().contains("notepad"));
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(
        other.header("etag"),
        preview.get("/tactics/").header("etag"),
        "nothing of it changed"
    );
    project.write("static/css/site.css", "body { color: red }");
    events.until(|state| state["edition"] == 3);
    let styled = preview.get(PAGE);
    let parts = |tag: &str| {
        tag.trim_matches('"')
            .split('.')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (old, new) = (parts(after.header("etag")), parts(styled.header("etag")));
    let same: Vec<bool> = old.iter().zip(&new).map(|(a, b)| a == b).collect();
    assert_eq!(same, [true, false, true], "only the stylesheets");
}

#[test]
fn a_broken_rule_is_told_with_its_place_while_the_last_good_site_stays() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    let mut events = preview.follow(PAGE);
    events.next();
    let hostile = "rules/rules/<img src=x onerror=alert(1)>.yml";
    for round in 0..5 {
        project.write("rules/rules/one.yml", "title: Odd reader\ndetection: [\n");
        // A file may be seen while it is being written; it is the whole one that is told in the end.
        events.until(|state| {
            let place = state["problems"][0]["place"].as_str();
            place.is_some_and(|place| place.starts_with("rules/rules/one.yml:3:"))
        });
        assert_eq!(preview.get(PAGE).status, 200, "round {round}");
        project.write("rules/rules/one.yml", RULE);
        events.mended();
    }
    project.write(hostile, "title: [\n");
    let state = events.broken();
    assert!(
        state["problems"][0]["place"]
            .as_str()
            .expect("a place")
            .contains("<img")
    );
    assert!(!preview.get(PAGE).text().contains("onerror"));
    project.remove(hostile);
    events.mended();
}

#[test]
fn a_broken_template_or_configuration_keeps_the_last_good_site() {
    let project = Project::new();
    let preview = Preview::start(&project, &[]);
    let config = project.read("site.toml");
    let mut events = preview.follow(PAGE);
    events.next();
    let breaks = [
        ("templates/rule.html", "{% if %}", "rule.html"),
        ("templates/rule.html", "{{ no_such_thing }}", "no_such_thing"),
        ("site.toml", "titel = \"x\"\n", "did you mean `title`?"),
    ];
    for (path, text, told) in breaks {
        project.write(path, text);
        let state = events.broken();
        assert!(state["problems"].to_string().contains(told), "{path}: {state}");
        assert!(preview.get(PAGE).text().contains("winword"), "{path}");
        if path == "site.toml" {
            project.write(path, &config);
        } else {
            project.remove(path);
        }
        events.mended();
    }
    project.write("site.toml", &config.replace("Sample", "Renamed"));
    eventually("the new title", || preview.get("/").text().contains("Renamed"));
}

#[test]
fn a_start_that_fails_waits_for_its_mending() {
    let project = Project::new();
    project.write("templates/rule.html", "{% if <b> %}");
    let preview = Preview::start(&project, &[]);
    let answer = preview.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("/_gen/reload.js") && !answer.text().contains("<b>"));
    project.remove("templates/rule.html");
    eventually("a site", || preview.get("/").status == 200);
}

#[test]
fn looking_at_intervals_finds_the_same() {
    let project = Project::new();
    let preview = Preview::start(&project, &["--watcher", "poll"]);
    let mut events = preview.follow(PAGE);
    events.next();
    project.write("rules/rules/one.yml", &RULE.replace("winword", "notepad"));
    events.until(|state| state["edition"] == 2);
    assert!(preview.get(PAGE).text().contains("notepad"));
}

#[test]
fn a_port_in_use_is_said_with_the_way_out() {
    let project = Project::new();
    let holder = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = holder.local_addr().expect("its number").port().to_string();
    let run = project.run(&["serve", "-p", &port]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("is in use") && run.stderr.contains("--port"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let project = Project::new();
    let mut preview = Preview::start(&project, &[]);
    let mut events = preview.follow(PAGE);
    events.next();
    let id = preview.child.id().to_string();
    let sent = std::process::Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("kill runs").success());
    assert_eq!(preview.child.wait().expect("it ends").code(), Some(0));
}
