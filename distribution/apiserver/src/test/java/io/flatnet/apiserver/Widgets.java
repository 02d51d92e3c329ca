package io.flatnet.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A custom resource for tests, with a status, defaults, nullable fields and columns. */
final class Widgets {
  static final String PLURAL = "widgets";
  static final String API_VERSION = "contract.flatnet.io/v1";
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private Widgets() {}

  /** Defines the resource unless it is there. */
  static void define(ApiUnderTest api) {
    define(api, "contract.flatnet.io");
  }

  /** Defines the resource in a group. */
  static void define(ApiUnderTest api, String group) {
    ApiUnderTest.Answer answer = api.post(DEFINITIONS, definition(group));
    assertThat(answer.code()).as(answer.message()).isIn(201, 409);
    await()
        .until(
            () ->
                api.get("/apis/" + group + "/v1").body().path("resources").size() > 0
                    && api.get("/apis/" + group + "/v1/widgets").code() == 200);
  }

  static String collection(String namespace) {
    return "/apis/contract.flatnet.io/v1/namespaces/%s/widgets".formatted(namespace);
  }

  static String path(String namespace, String name) {
    return collection(namespace) + "/" + name;
  }

  /** A widget with a spec, both in JSON with single quotes. */
  static String widget(String name, String spec) {
    return json(
        "{'apiVersion':'contract.flatnet.io/v1','kind':'Widget','metadata':{'name':'%s'},'spec':%s}"
            .formatted(name, spec));
  }

  /** Creates a widget; more of its metadata in JSON with single quotes, after a comma. */
  static ApiUnderTest.Answer create(
      ApiUnderTest api, String namespace, String name, String metadata) {
    ApiUnderTest.Answer created =
        api.post(
            collection(namespace),
            json(
                "{'apiVersion':'contract.flatnet.io/v1','kind':'Widget','metadata':{'name':'%s'%s},'spec':{}}"
                    .formatted(name, metadata)));
    assertThat(created.code()).as(created.message()).isEqualTo(201);
    return created;
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  static String definition(String group) {
    return json(
        """
        {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
         'metadata':{'name':'widgets.GROUP'},
         'spec':{'group':'GROUP','scope':'Namespaced',
          'names':{'plural':'widgets','singular':'widget','kind':'Widget','listKind':'WidgetList','shortNames':['wd']},
          'versions':[{'name':'v1','served':true,'storage':true,
           'subresources':{'status':{}},
           'selectableFields':[{'jsonPath':'.spec.color'}],
           'additionalPrinterColumns':[
             {'name':'Size','type':'integer','jsonPath':'.spec.size'},
             {'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'}],
           'schema':{'openAPIV3Schema':{'type':'object','properties':{
            'spec':{'type':'object','nullable':true,'properties':{
              'size':{'type':'integer','maximum':100},
              'color':{'type':'string','nullable':true},
              'shape':{'type':'string','enum':['round','square']},
              'level':{'type':'string','default':'low'},
              'tags':{'type':'array','nullable':true,'items':{'type':'string'}},
              'limits':{'type':'object','additionalProperties':{'type':'integer'}},
              'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true},
              'parts':{'type':'array','items':{'type':'object','required':['id'],'properties':{'id':{'type':'integer'}}}}}},
            'status':{'type':'object','properties':{
              'phase':{'type':'string'},'count':{'type':'integer'}}}}}}}]}}
        """
            .replace("GROUP", group));
  }
}
