export { SEARCH_ATTRIBUTES } from '../workflows/search-attributes.ts';
