"""The benchmark: this site beside a bare callable and Django's own page cache, on the machine at hand.

It must not touch the site's own data, nor need a package that the site does not install."""
