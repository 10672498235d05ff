//! `karvan term` as a user types it: `tests/cmd/term/*.trycmd`.

#[test]
fn term() {
    trycmd::TestCases::new()
        .case("tests/cmd/term/*.trycmd")
        .case("tests/cmd/term/*.toml");
}
