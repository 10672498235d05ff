use super::*;

fn expanded(subset: &str, reference: &str) -> Result<String, String> {
    let mut entities = Entities::default();
    entities.declare(subset, false).map_err(|(_, what)| what)?;
    let mut out = String::new();
    entities.expand(reference, 0, &mut out)?;
    Ok(out)
}

#[test]
fn what_the_file_declares_is_expanded() {
    for (subset, reference, text) in [
        ("<!ENTITY co 'Xəzər'>", "co", "Xəzər"),
        (
            "<!ENTITY % p ' '> <!ENTITY a \"b>&c;\"><!ENTITY c '&#199;'>",
            "a",
            "b>Ç",
        ),
        (
            "<!-- <!ENTITY a 'no'> --><!ENTITY a 'yes'><!ENTITY a 'late'>",
            "a",
            "yes",
        ),
        (
            "<!ELEMENT tmx (#PCDATA)><!ENTITY lt '&#38;#60;'>",
            "lt",
            "<",
        ),
        ("<!ENTITY a '1 &#38;#60; 2 &#38;amp; 3'>", "a", "1 < 2 & 3"),
        ("<!ENTITY % p '<!ENTITY a \"b\">'> %p;", "a", "b"),
        // XML 1.0, appendix D.
        (
            "<!ENTITY % xx '&#37;zz;'> <!ENTITY % zz '&#60;!ENTITY tricky \"error-prone\" >' > %xx;",
            "tricky",
            "error-prone",
        ),
        // White space, and a reference to it.
        ("<!ENTITY a '1\t2&#10;3&#38;#10;4'>", "a", "1 2 3\n4"),
    ] {
        assert_eq!(expanded(subset, reference).as_deref(), Ok(text), "{subset}");
    }
}

#[test]
fn bombs_circles_and_other_files_are_refused() {
    let mut bomb = "<!ENTITY e0 'ha'>".to_owned();
    for n in 1..12 {
        let inner = format!("&e{};", n - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY e{n} '{inner}'>"));
    }
    for (subset, reference, what) in [
        (bomb.as_str(), "e11", "stands for too much"),
        (
            "<!ENTITY a '&b;'><!ENTITY b '&a;'>",
            "a",
            "refers to itself",
        ),
        (
            "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
            "a",
            "reads no other file",
        ),
        (
            "<!ENTITY a PUBLIC 'x' 'http://localhost/'>",
            "a",
            "reads no other file",
        ),
        ("<!ENTITY a '<hi>b</hi>'>", "a", "holds <"),
        ("<!ENTITY a '&#60;hi>b&#60;/hi>'>", "a", "holds <"),
        ("<!ENTITY a 'Q &#38; A'>", "a", "begins no reference"),
        ("<!ENTITY a 'x", "a", "does not end"),
        ("", "nbsp", "is declared nowhere in this file"),
        (
            "<!ENTITY % p SYSTEM 'b'>%p;",
            "a",
            "goes on in another file",
        ),
        (
            "<!ENTITY % p '<!ENTITY a \"b>'>%p;",
            "a",
            "in the entity %p;: a declaration in the document type does not end",
        ),
        (
            "<!ENTITY % p '&#37;q;'><!ENTITY % q '&#37;p;'>%p;",
            "a",
            "the entity %p; refers to itself",
        ),
        (
            "<!ATTLIST tu b CDATA '&a;'><!ENTITY a 'c'>",
            "a",
            "is declared nowhere in this file",
        ),
        ("<!ENTITY a '&#1;'>", "a", "forbids"),
    ] {
        let error = expanded(subset, reference).unwrap_err();
        assert!(error.contains(what), "{error}");
    }
}
