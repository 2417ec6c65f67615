"""The engagements app: hands the kernel its hooks."""

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "engagements"

    def ready(self) -> None:
        # Models are only importable once the app registry is ready.
        from engagements import selectors, services, work
        from engagements.kernel import lists, scope, states, views

        work.register()
        scope.engagement_ids_provider(selectors.engagement_ids)
        states.state_recorder(services.state_event_record)
        views.loaders_register(
            engagement=selectors.engagement_by_slug,
            actor=selectors.actor_for,
            control=selectors.control_actor,
        )
        lists.store_register(
            lists.ListStore(
                views=selectors.saved_views,
                view_save=services.saved_view_save,
                view_delete=services.saved_view_delete,
                hidden_columns=selectors.hidden_columns,
                hidden_columns_save=services.hidden_columns_save,
                export_logged=services.export_record,
            )
        )
