"""The monthly bulletin (通报): figures at a cut-off, said in sentences, released and fixed."""
