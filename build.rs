//! Embeds every pack under `rules/`, so that the binary needs no data directory.

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut packs = vec![];
    let packs_root = root.join("rules");
    walk(&packs_root, &mut packs)?;
    packs.sort();
    let mut code = String::from("&[\n");
    for pack in packs {
        let shown = pack.strip_prefix(&packs_root)?.to_string_lossy().replace('\\', "/");
        code += &format!("    ({shown:?}, include_str!({:?})),\n", pack.to_string_lossy());
    }
    code += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("rules.rs"), code)?;
    Ok(())
}

fn walk(dir: &Path, packs: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, packs)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            packs.push(path);
        }
    }
    Ok(())
}
