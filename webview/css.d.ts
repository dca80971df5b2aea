/** Style sheets are bundled by esbuild beside the script; their import has no value. */
declare module '*.css';
