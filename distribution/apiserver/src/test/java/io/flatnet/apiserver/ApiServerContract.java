package io.flatnet.apiserver;

/** Everything that our clients rely on. */
abstract class ApiServerContract
    implements ClientContract,
        CrudContract,
        CustomResourceContract,
        DeletionContract,
        PatchContract,
        WatchContract,
        WebhookContract,
        WebhookMatchContract {}
