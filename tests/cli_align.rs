//! `karvan segment` and `karvan align` as users type them.

#[test]
fn commands() {
    trycmd::TestCases::new()
        .case("tests/cmd/segment/*.trycmd")
        .case("tests/cmd/align/*.trycmd");
}
