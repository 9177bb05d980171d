"""The pages' views, by noun. Each module adds its routes to the one blueprint in `app.pages.blueprint`."""
