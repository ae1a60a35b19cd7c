use std::path::Path;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let spec = std::fs::read_to_string("reference/tables.toml").unwrap();
    match rootcast::reference::build::build(Path::new(&a[1]), &spec, &mut |f| eprintln!("{f}")) {
        Ok(b) => { for (p, x) in &b.files { println!("{:>9} {}", x.len(), p.display()); } println!("{}", b.size()); b.write(Path::new("reference")).unwrap(); }
        Err(e) => { eprintln!("{e:#}"); std::process::exit(1) }
    }
}
