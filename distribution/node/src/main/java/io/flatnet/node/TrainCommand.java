package io.flatnet.node;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
